/*
 * Runs the unit tests. tests/unit/test_<module>.c defines one TCase; the list
 * of them comes from the folder.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#define UNIT(module) TCase *tcase_##module(void);
#include "unit_tests.def"
#undef UNIT

int main(void)
{
    Suite *s = suite_create("weir");
#define UNIT(module) suite_add_tcase(s, tcase_##module());
#include "unit_tests.def"
#undef UNIT
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r), run = srunner_ntests_run(r);
    srunner_free(r);
    printf("unit: %d passed, %d failed\n", run - failed, failed);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
