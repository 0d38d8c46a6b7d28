/*
 * refused FRAME FIXTURE... - each fixture stands in the estate of the frame,
 * compiles, and is refused by the C emitter exactly on the lines that say
 * `// want "part of the message"`.
 */
#include "compiler/cli/compile.h"
#include "compiler/emit/emit_c.h"

#include <stdio.h>
#include <string.h>

struct fixture {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct source *src;
    unsigned wrong;
};

/* The text that a line wants, empty without. */
static str wanted(str line)
{
    ptrdiff_t at = str_find(line, STR("// want \""));

    if (at < 0)
        return STR("");
    str rest = str_slice(line, (size_t)at + 9, line.len);
    ptrdiff_t end = str_find(rest, STR("\""));
    return str_slice(rest, 0, end < 0 ? 0 : (size_t)end);
}

static bool is_said(struct fixture *f, uint32_t line, str part)
{
    for (uint32_t i = 0; i < f->diags.all.n; i++) {
        struct diag *d = f->diags.all.at[i];
        struct place p = source_locate(&f->sources, d->at.pos);
        if (p.src == f->src && p.line == line &&
            str_find(d->message, part) >= 0) {
            d->level = DIAG_OFF; // taken
            return true;
        }
    }
    return false;
}

static void compare(struct fixture *f)
{
    source_locate(&f->sources, f->src->base);
    for (uint32_t n = 1; n <= f->src->nlines; n++) {
        str part = wanted(source_line(f->src, n));
        if (part.len && !is_said(f, n, part)) {
            printf("%" STR_FMT ":%u: nobody says \"%" STR_FMT "\"\n",
                   STR_ARG(f->src->name), n, STR_ARG(part));
            f->wrong++;
        }
    }
    for (uint32_t i = 0; i < f->diags.all.n; i++) {
        const struct diag *d = f->diags.all.at[i];
        struct place p = source_locate(&f->sources, d->at.pos);
        if (d->level == DIAG_OFF)
            continue;
        printf("%" STR_FMT ":%u: unwanted: %" STR_FMT "\n",
               STR_ARG(p.src ? p.src->name : f->src->name), p.line,
               STR_ARG(d->message));
        f->wrong++;
    }
}

static bool run(const char *frame, const char *path)
{
    struct fixture f = {.arena = arena_new()};
    struct compile c;

    sources_init(&f.sources, f.arena);
    diags_init(&f.diags, f.arena, &f.sources);
    compile_init(&c, f.arena, &f.sources, &f.diags, STR("tests/emit/refused"));
    compile_add(&c, source_open(&f.sources, frame, str_from(frame)));
    f.src = source_open(&f.sources, path, str_from(path));
    compile_add(&c, f.src);
    const struct graph *g = compile_run(&c, COMPILE_LOWER);
    if (g && emit_c_supported(g, &f.diags)) {
        printf("%s: it is not refused\n", path);
        f.wrong++;
    }
    compare(&f);
    bool good = g && f.wrong == 0;
    arena_free(f.arena);
    return good;
}

int main(int argc, char **argv)
{
    int passed = 0;

    for (int i = 2; i < argc; i++)
        passed += run(argv[1], argv[i]);
    printf("%d passed, %d failed\n", passed, argc - 2 - passed);
    return passed != argc - 2;
}
