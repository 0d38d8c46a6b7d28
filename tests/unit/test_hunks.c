#include "compiler/cli/hunks.h"

#include <check.h>

static const char DIFF[] = "diff --git a/a.weir b/a.weir\n"
                           "index 1..2 100644\n"
                           "--- a/a.weir\n"
                           "+++ b/a.weir\n"
                           "@@ -3 +3,2 @@ flow x {\n"
                           "-  old\n"
                           "\\ No newline at end of file\n"
                           "+++ b/not-a-file\n"
                           "+@@ -9 +9 @@\n"
                           "@@ -7,2 +7,0 @@\n"
                           "--- a/gone\n"
                           "-x\n"
                           "diff --git \"a/\\303\\274 \\\"b\\\"\\t.weir\" b\n"
                           "--- /dev/null\n"
                           "+++ \"b/\\303\\274 \\\"b\\\"\\t.weir\"\n"
                           "@@ -0,0 +1 @@\n"
                           "+x\n"
                           "--- a/with blank\t\n"
                           "+++ b/with blank\t\n"
                           "@@ -1 +1 @@\n"
                           "-a\n"
                           "+b\n"
                           "--- a/left.weir\n"
                           "+++ /dev/null\n"
                           "@@ -1 +0,0 @@\n"
                           "-a\n";

static const struct hunk *hunk_of(const struct map *files, const char *name,
                                  uint32_t n)
{
    const struct hunks *h = map_get(files, str_from(name));

    ck_assert_msg(h != NULL, "%s is not there", name);
    ck_assert_uint_eq(h->all.n, n);
    return h->all.at;
}

START_TEST(lines_of_text_are_no_headers)
{
    struct arena *a = arena_new();
    struct map files;

    map_init(&files, a);
    hunks_read(a, str_from(DIFF), &files);
    ck_assert_uint_eq(files.entries.n, 3);
    const struct hunk *h = hunk_of(&files, "a.weir", 2);
    ck_assert(h[0].line == 3 && h[0].n == 2);
    ck_assert(h[1].line == 7 && h[1].n == 0);
    h = hunk_of(&files, "\xC3\xBC \"b\"\t.weir", 1);
    ck_assert(h[0].line == 1 && h[0].n == 1);
    hunk_of(&files, "with blank", 1);
    arena_free(a);
}
END_TEST

/* Whatever it is, also cut off anywhere, nothing is read behind it. */
START_TEST(a_part_of_a_diff_is_read)
{
    for (size_t n = 0; n < sizeof DIFF; n++) {
        struct arena *a = arena_new();
        struct map files;
        map_init(&files, a);
        hunks_read(a, arena_str(a, (str){DIFF, n}), &files);
        ck_assert_uint_le(files.entries.n, 3);
        arena_free(a);
    }
}
END_TEST

TCase *tcase_hunks(void);

TCase *tcase_hunks(void)
{
    TCase *t = tcase_create("hunks");

    tcase_add_test(t, lines_of_text_are_no_headers);
    tcase_add_test(t, a_part_of_a_diff_is_read);
    return t;
}
