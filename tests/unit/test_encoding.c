#include "stdlib/value/encoding.h"

#include "tests/unit/value_help.h"

static str decoded(struct weir_context *x, const char *name, str bytes)
{
    enum weir_encoding e = weir_encoding_named(str_from(name));

    ck_assert_int_lt(e, WEIR_NENCODINGS);
    ck_assert_str_eq(weir_encoding_name(e), name);
    str text = weir_encoding_decode(x, e, bytes);
    if (x->failed == WEIR_OK) {
        weir_bytes back = weir_encoding_encode(x, e, text);
        ck_assert(str_eq(back, bytes) ||
                  str_eq(back, str_slice(bytes, 2, 99)) ||
                  str_eq(back, str_slice(bytes, 3, 99)));
    }
    return text;
}

START_TEST(texts_of_other_encodings_become_utf8_and_back)
{
    CONTEXT;
    ck_text(decoded(&x, "utf-8", STR("\xEF\xBB\xBF\xC3\xA9")), "\xC3\xA9");
    ck_text(decoded(&x, "latin1", STR("caf\xE9")), "caf\xC3\xA9");
    ck_text(decoded(&x, "windows-1252", STR("\x80 \x93x\x94 \xE9")),
            "\xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D \xC3\xA9");
    ck_text(decoded(&x, "utf-16le",
                    STR("\xFF\xFE"
                        "a\0\x3D\xD8\0\xDE")),
            "a\xF0\x9F\x98\x80");
    ck_text(decoded(&x, "utf-16be", STR("\xD8\x3D\xDE\0\0a")),
            "\xF0\x9F\x98\x80"
            "a");
    ck_text(decoded(&x, "latin1", (str){0}), "");
    ck_good();
    DONE;
}
END_TEST

START_TEST(what_an_encoding_has_not_is_a_failure)
{
    CONTEXT;
    decoded(&x, "utf-8", STR("ab\xFF"));
    ck_failed(WEIR_MALFORMED, "byte 2 is no text in utf-8");
    decoded(&x, "windows-1252", STR("a\x81"));
    ck_failed(WEIR_MALFORMED, "byte 1 is no text in windows-1252");
    decoded(&x, "utf-16le", STR("a\0b"));
    ck_failed(WEIR_MALFORMED, "byte 2 is no text in utf-16le");
    decoded(&x, "utf-16le", STR("\x3D\xD8"));
    ck_failed(WEIR_MALFORMED, "byte 0 is no text in utf-16le");
    weir_encoding_encode(&x, WEIR_ENCODING_LATIN1, STR("5 \xE2\x82\xAC"));
    ck_failed(WEIR_DATA, "\"\xE2\x82\xAC\" can't be written in latin1");
    ck_assert_int_eq(weir_encoding_named(STR("ebcdic")), WEIR_NENCODINGS);
    DONE;
}
END_TEST

TCase *tcase_encoding(void);

TCase *tcase_encoding(void)
{
    TCase *t = tcase_create("encoding");

    tcase_add_test(t, texts_of_other_encodings_become_utf8_and_back);
    tcase_add_test(t, what_an_encoding_has_not_is_a_failure);
    return t;
}
