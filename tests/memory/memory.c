/*
 * memory FILE... - compiles these files together and prints how many bytes of
 * the arena were given out up to the end of each pass, and what was said. A
 * compilation is the same at every run, so the numbers are exact.
 */
#include "compiler/cli/compile.h"

#include <stdio.h>

static const struct {
    const char *name;
    enum compile_pass pass;
} passes[] = {{"parse", COMPILE_PARSE},
              {"check", COMPILE_CHECK},
              {"lower", COMPILE_LOWER},
              {"lint", COMPILE_LINT}};

struct measured {
    size_t bytes, lines;
    uint32_t messages;
};

static size_t count_lines(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

/* False when a file can't be read. */
static bool measure(char **files, int n, enum compile_pass last,
                    struct measured *out)
{
    struct arena *a = arena_new();
    struct sources sources;
    struct diags diags;
    struct compile c;
    bool good = true;

    *out = (struct measured){0};
    sources_init(&sources, a);
    diags_init(&diags, a, &sources);
    compile_init(&c, a, &sources, &diags, STR("."));
    for (int i = 0; i < n && good; i++) {
        struct source *src = source_open(&sources, files[i], STR("x.weir"));
        good = src != NULL;
        if (!good)
            perror(files[i]);
        else
            compile_add(&c, src);
        out->lines += good ? count_lines(src->text) : 0;
    }
    if (good)
        compile_run(&c, last);
    out->bytes = arena_used(a);
    out->messages = diags.all.n;
    arena_free(a);
    return good;
}

int main(int argc, char **argv)
{
    struct measured m = {0};

    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
        if (!measure(argv + 1, argc - 1, passes[i].pass, &m))
            return 2;
        printf("%s %zu\n", passes[i].name, m.bytes);
    }
    printf("lines %zu\n", m.lines);
    printf("messages %u\n", (unsigned)m.messages);
    return 0;
}
