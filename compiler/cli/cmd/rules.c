/*
 * `weir rules`: the library, one line a rule; for scripts with the pages, for
 * a page as tables.
 */
#include "compiler/base/json_print.h"
#include "compiler/base/markdown.h"
#include "compiler/cli/command.h"
#include "compiler/cli/rule_list.h"
#include "lint/registry.h"

#include <stdio.h>
#include <string.h>

static const struct option OPTIONS[] = {{"format", 'f', OPTION_CHOICE,
                                         "human|json|markdown",
                                         "how to print them (human)"},
                                        OPTIONS_END};

/* `only`: a rule, a category, or all when it is empty. */
static bool is_wanted(const struct lint_entry *e, str only)
{
    return !only.len || str_eq(only, str_from(e->id)) ||
           str_eq(only, str_from(e->category));
}

static json_t *rule_object(const struct lint_entry *e, struct arena *scratch)
{
    json_t *o = json_object();

    json_put(o, "id", json_string(e->id));
    json_put(o, "category", json_string(e->category));
    json_put(o, "level", json_string(diag_level_name(e->rule->level)));
    json_put(o, "summary", json_string(e->rule->summary));
    json_put(o, "page", json_print_text(scratch, lint_page(e)));
    return o;
}

static void print_json(struct arena *scratch, str only, struct buf *out)
{
    uint32_t n;
    const struct lint_entry *all = lint_entries(&n);
    json_t *root = json_object(), *rules = json_array();

    for (uint32_t i = 0; i < n; i++)
        if (is_wanted(&all[i], only))
            json_array_append_new(rules, rule_object(&all[i], scratch));
    json_put(root, "version", json_integer(1));
    json_put(root, "rules", rules);
    json_print(root, out);
    json_decref(root);
}

/* A table for each category; no summary has a bar in it. */
static void print_markdown(str only, struct buf *out)
{
    uint32_t n;
    const struct lint_entry *all = lint_entries(&n);
    const char *category = "";

    buf_text(out, "# Rules\n");
    for (uint32_t i = 0; i < n; i++) {
        if (!is_wanted(&all[i], only))
            continue;
        if (strcmp(category, all[i].category) != 0)
            buf_printf(out,
                       "\n## %s\n\n| rule | level | what holds |\n"
                       "|---|---|---|\n",
                       all[i].category);
        category = all[i].category;
        buf_printf(out, "| `%s` | %s | ", all[i].id,
                   diag_level_name(all[i].rule->level));
        markdown_add(out, str_from(all[i].rule->summary));
        buf_text(out, " |\n");
    }
}

/* JSON and Markdown. */
static int print_as(struct cli *c, const char *format, str only)
{
    struct buf out = BUF_MAX((size_t)1 << 28);

    if (strcmp(format, "json") == 0)
        print_json(c->arena, only, &out);
    else
        print_markdown(only, &out);
    int status = cli_write(c, NULL, buf_view(&out));
    buf_free(&out);
    return status;
}

static int run(struct cli *c)
{
    str only = c->options.args.n ? c->options.args.at[0] : (str){"", 0};

    if (only.len && !lint_name_known(only)) {
        cli_cannot(c, "there is no rule or category \"%" STR_FMT "\"",
                   STR_ARG(only));
        str near = lint_name_nearest(c->arena, only);
        if (near.len)
            cli_help(c, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
        return CLI_CANNOT;
    }
    const char *format = options_text(&c->options, "format", "human");
    if (strcmp(format, "human") != 0)
        return print_as(c, format, only);
    uint32_t shown = rule_list_print(only);
    if (!only.len)
        printf("\n%u rules; \"weir explain RULE\" says more of one\n",
               (unsigned)shown);
    return CLI_DONE;
}

const struct command command_rules = {
    .summary = "the rules there are",
    .args = "[CATEGORY]",
    .options = OPTIONS,
    .most_args = 1,
    .run = run,
};
