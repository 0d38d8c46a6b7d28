#include "tests/unit/value_help.h"

/* Vectors: RFC 6234 and FIPS 180 ("abc"), RFC 1321, RFC 4231 case 2, RFC 4648
 * section 10; the UUID is what uuid.uuid5 of Python makes. */

START_TEST(digests_agree_with_their_standards)
{
    CONTEXT;
    ck_text(weir_hex(&x, weir_sha256(&x, STR("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_text(weir_hex(&x, weir_sha1(&x, STR("abc"))),
            "a9993e364706816aba3e25717850c26c9cd0d89d");
    ck_text(weir_hex(&x, weir_md5(&x, (str){0})),
            "d41d8cd98f00b204e9800998ecf8427e");
    ck_text(
        weir_hex(&x, weir_hmac_sha256(&x, STR("what do ya want for nothing?"),
                                      STR("Jefe"))),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    ck_text(weir_uuid_of(&x, STR("https://example.com/orders/1")),
            "9a79fce2-ac7a-5a27-a45e-9e18def5174d");
    ck_good();
    DONE;
}
END_TEST

START_TEST(bytes_become_text_and_back)
{
    static const struct {
        const char *plain, *base64, *hex;
    } rows[] = {{"", "", ""},
                {"f", "Zg==", "66"},
                {"fo", "Zm8=", "666f"},
                {"foo", "Zm9v", "666f6f"},
                {"foob", "Zm9vYg==", "666f6f62"},
                {"fooba", "Zm9vYmE=", "666f6f6261"},
                {"foobar", "Zm9vYmFy", "666f6f626172"}};
    CONTEXT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        str s = str_from(rows[i].plain), b = str_from(rows[i].base64);
        ck_text(weir_base64(&x, s), rows[i].base64);
        ck_text(weir_from_base64(&x, b), rows[i].plain);
        while (b.len && b.ptr[b.len - 1] == '=')
            b.len--;
        ck_text(weir_from_base64(&x, b), rows[i].plain);
        ck_text(weir_hex(&x, s), rows[i].hex);
        ck_text(weir_from_hex(&x, str_from(rows[i].hex)), rows[i].plain);
    }
    ck_text(weir_base64url(&x, STR("\xFB\xFF\xFE?")), "-__-Pw");
    ck_text(weir_from_base64url(&x, STR("-__-Pw==")), "\xFB\xFF\xFE?");
    ck_text(weir_hex(&x, weir_from_hex(&x, STR("aBcD"))), "abcd");
    ck_good();
    DONE;
}
END_TEST

START_TEST(what_is_not_so_encoded_is_a_data_failure)
{
    static const char *const wrong[] = {
        "Z", "Zg=", "Zg===", "Z===", "Zh==", "Zm9*", "Zm9v\n", "-__-"};
    CONTEXT;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        weir_from_base64(&x, str_from(wrong[i]));
        ck_failed(WEIR_DATA, "expected base64, found");
    }
    weir_from_base64url(&x, STR("+/+/"));
    ck_failed(WEIR_DATA, "expected base64url");
    weir_from_hex(&x, STR("abc"));
    ck_failed(WEIR_DATA, "expected hexadecimal digits, found \"abc\"");
    weir_from_hex(&x, STR("zz"));
    ck_failed(WEIR_DATA, "expected hexadecimal digits");
    weir_utf8(&x, STR("\xFF"));
    ck_failed(WEIR_DATA, "the bytes are not UTF-8");
    DONE;
}
END_TEST

START_TEST(texts_pass_through_urls)
{
    CONTEXT;
    ck_text(weir_url_encode(&x, STR("a b/\xC3\xA9?=&+-._~")),
            "a%20b%2F%C3%A9%3F%3D%26%2B-._~");
    ck_text(weir_url_decode(&x, STR("a%20b%2f%C3%A9+")), "a b/\xC3\xA9+");
    ck_good();
    weir_url_decode(&x, STR("100%"));
    ck_failed(WEIR_DATA, "expected two hexadecimal digits behind each %");
    weir_url_decode(&x, STR("%4"));
    ck_failed(WEIR_DATA, "two hexadecimal digits");
    weir_url_decode(&x, STR("%ff"));
    ck_failed(WEIR_DATA, "the bytes are not UTF-8");
    DONE;
}
END_TEST

START_TEST(equal_values_have_one_digest)
{
    CONTEXT;
    weir_any a = {STR("{\"b\":1.50,\"a\":\"\\u0041\"}")};
    weir_any b = {STR("{ \"a\" : \"A\", \"b\" : 15e-1, \"c\": null }")};
    weir_any c = {STR("{\"a\":\"A\",\"b\":1.51}")};
    str d = weir_digest(&x, &weir_shape_any, &a);

    ck_assert_uint_eq(d.len, 64);
    ck_assert(str_eq(d, weir_digest(&x, &weir_shape_any, &b)));
    ck_assert(!str_eq(d, weir_digest(&x, &weir_shape_any, &c)));
    ck_text(weir_hex(&x, weir_sha256(&x, STR("{\"a\":\"A\",\"b\":1.5}"))),
            arena_str(x.arena, d).ptr);
    DONE;
}
END_TEST

TCase *tcase_encode(void);

TCase *tcase_encode(void)
{
    TCase *t = tcase_create("encode");

    tcase_add_test(t, digests_agree_with_their_standards);
    tcase_add_test(t, bytes_become_text_and_back);
    tcase_add_test(t, what_is_not_so_encoded_is_a_data_failure);
    tcase_add_test(t, texts_pass_through_urls);
    tcase_add_test(t, equal_values_have_one_digest);
    return t;
}
