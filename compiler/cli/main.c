/*
 * The program `weir`: finds the command, reads its options, runs it. Commands
 * are the files of compiler/cli/cmd.
 */
#include "compiler/base/diag_print.h"
#include "compiler/base/version.h"
#include "compiler/cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

static const char *const NAMES[] = {
#define COMMAND(name) #name,
#include "commands.def"
#undef COMMAND
    NULL};

static const struct command *const COMMANDS[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
    NULL};

const char *const *command_names(void)
{
    return NAMES;
}

const struct command *command_find(str name)
{
    for (int i = 0; NAMES[i]; i++)
        if (str_eq(str_from(NAMES[i]), name))
            return COMMANDS[i];
    return NULL;
}

static int help(void)
{
    puts("Weir checks, compiles and runs integration flows.\n\n"
         "usage: weir COMMAND [OPTION...] [PATH...]\n");
    for (int i = 0; NAMES[i]; i++)
        printf("  %-10s %s\n", NAMES[i], COMMANDS[i]->summary);
    puts("\n\"weir COMMAND --help\" says more of one.");
    return CLI_DONE;
}

/* "-o, --output FILE", or "    --check". */
static void option_help(const struct option *o)
{
    char left[64];
    int n = o->letter
                ? snprintf(left, sizeof left, "-%c, --%s", o->letter, o->name)
                : snprintf(left, sizeof left, "    --%s", o->name);

    if (o->value && n > 0 && (size_t)n < sizeof left)
        snprintf(left + n, sizeof left - (size_t)n, " %s", o->value);
    if (strlen(left) < 28)
        printf("  %-28s %s\n", left, o->help);
    else
        printf("  %s\n  %-28s %s\n", left, "", o->help);
}

static int command_help(const struct cli *c, const struct command *cmd)
{
    static const struct option self = {"help", 'h', OPTION_FLAG, NULL,
                                       "print this text"};

    printf("usage: %s [OPTION...]%s%s\n\n%s\n", c->name,
           cmd->args && *cmd->args ? " " : "", cmd->args ? cmd->args : "",
           cmd->summary);
    if (cmd->text)
        printf("\n%s\n", cmd->text);
    puts("\noptions:");
    for (const struct option *o = cmd->options; o && o->name; o++)
        option_help(o);
    option_help(&self);
    return CLI_DONE;
}

static int count_args(struct cli *c, const struct command *cmd)
{
    uint32_t n = c->options.args.n;

    if (n > cmd->most_args) {
        cli_cannot(c, "\"%s\" does not take \"%" STR_FMT "\"", c->name,
                   STR_ARG(c->options.args.at[cmd->most_args]));
        const char *args = cmd->args ? cmd->args : "";
        cli_help(c, "usage: %s [OPTION...]%s%s", c->name, *args ? " " : "",
                 args);
        return CLI_CANNOT;
    }
    if (n < cmd->least_args) {
        cli_cannot(c, "\"%s\" needs %s", c->name, cmd->args);
        cli_help(c, "\"%s --help\" says more", c->name);
        return CLI_CANNOT;
    }
    return CLI_DONE;
}

static int run_command(struct cli *c, const struct command *cmd,
                       char *const *words)
{
    if (!options_parse(&c->options, c->arena, cmd->options, words, c->name,
                       &c->problems))
        return CLI_CANNOT;
    if (options_has(&c->options, "help"))
        return command_help(c, cmd);
    int status = count_args(c, cmd);
    return status == CLI_DONE ? cmd->run(c) : status;
}

static int no_such_command(struct cli *c, str word)
{
    VEC(str) names = {0};

    for (int i = 0; NAMES[i]; i++)
        *vec_push(c->arena, &names) = str_from(NAMES[i]);
    cli_cannot(c, "there is no command \"%" STR_FMT "\"", STR_ARG(word));
    str near = diag_nearest(c->arena, word, names.at, names.n);
    if (near.len)
        cli_help(c, "did you mean \"weir %" STR_FMT "\"?", STR_ARG(near));
    else
        cli_help(c, "\"weir help\" lists the commands");
    return CLI_CANNOT;
}

static bool is_one_of(str word, const char *a, const char *b)
{
    return str_eq(word, str_from(a)) || str_eq(word, str_from(b));
}

/* `weir help check` is `weir check --help`. */
static int run_words(struct cli *c, char *const *words)
{
    char help_word[] = "--help";
    char *const asked[] = {help_word, NULL};
    str word = str_from(words[0]);
    bool wants_help = str_eq(word, STR("help"));

    if (wants_help && words[1])
        word = str_from(words[1]);
    else if (wants_help || is_one_of(word, "--help", "-h"))
        return help();
    if (is_one_of(word, "--version", "-V"))
        word = STR("version");
    const struct command *cmd = command_find(word);
    if (!cmd)
        return no_such_command(c, word);
    c->name = arena_printf(c->arena, "weir %" STR_FMT, STR_ARG(word)).ptr;
    return run_command(c, cmd, wants_help ? asked : words + 1);
}

static void print_problems(struct cli *c)
{
    struct buf out = BUF_MAX((size_t)1 << 30);

    diags_sort(&c->problems);
    diags_print_text(&c->problems, cli_color("auto", STDERR_FILENO), &out);
    while (out.len && out.ptr[out.len - 1] == '\n')
        out.len--;
    if (out.len)
        fprintf(stderr, "%" STR_FMT "\n", STR_ARG(buf_view(&out)));
    buf_free(&out);
}

int main(int argc, char **argv)
{
    struct cli c = {.arena = arena_new(), .name = "weir"};

    sources_init(&c.sources, c.arena);
    diags_init(&c.problems, c.arena, &c.sources);
    int status = argc > 1 ? run_words(&c, argv + 1) : help();
    if (argc < 2)
        status = CLI_CANNOT;
    if (fflush(stdout) != 0)
        status = cli_errno(&c, "write", "standard output");
    print_problems(&c);
    arena_free(c.arena);
    return status;
}
