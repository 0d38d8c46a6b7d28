/*
 * Texts side by side on one line of offsets. Files are found by bisection,
 * lines by a table that is made when the first place in a file is asked for.
 */
#include "compiler/base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 64 * 1024 * 1024 };

void sources_init(struct sources *s, struct arena *a)
{
    *s = (struct sources){.arena = a, .next = 1};
}

struct source *source_add(struct sources *s, str name, str text)
{
    if (str_starts_with(text, STR("\xEF\xBB\xBF")))
        text = str_slice(text, 3, text.len);
    if (text.len > LARGEST_FILE || UINT32_MAX - s->next < text.len + 2) {
        errno = EFBIG;
        return NULL;
    }
    struct source *src = arena_make(s->arena, struct source);
    src->name = arena_str(s->arena, name);
    src->text = text;
    src->base = s->next;
    s->next += (uint32_t)text.len + 1; // the end of file has a place too
    *vec_push(s->arena, &s->files) = src;
    return src;
}

static bool read_all(int fd, char *to, size_t n)
{
    while (n) {
        ssize_t got = read(fd, to, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        n -= (size_t)got;
    }
    return true;
}

static struct source *open_fd(struct sources *s, int fd, str name)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return NULL;
    if (!S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return NULL;
    }
    if (st.st_size > LARGEST_FILE) {
        errno = EFBIG;
        return NULL;
    }
    char *text = arena_alloc(s->arena, (size_t)st.st_size + 2);
    errno = EIO;
    if (!read_all(fd, text, (size_t)st.st_size))
        return NULL;
    return source_add(s, name, (str){text, (size_t)st.st_size});
}

struct source *source_open(struct sources *s, const char *path, str name)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return NULL;
    struct source *src = open_fd(s, fd, name);
    int saved = errno;
    close(fd);
    errno = saved;
    return src;
}

span span_join(span a, span b)
{
    if (a.pos == 0)
        return b;
    if (b.pos == 0)
        return a;
    uint32_t from = a.pos < b.pos ? a.pos : b.pos;
    uint32_t end_a = a.pos + a.len, end_b = b.pos + b.len;
    return (span){from, (end_a > end_b ? end_a : end_b) - from};
}

struct source *source_of(const struct sources *s, uint32_t pos)
{
    uint32_t low = 0, high = s->files.n;

    if (pos == 0 || pos >= s->next)
        return NULL;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (s->files.at[middle]->base <= pos)
            low = middle;
        else
            high = middle;
    }
    return s->files.n ? s->files.at[low] : NULL;
}

static void find_lines(const struct sources *s, struct source *src)
{
    VEC(uint32_t) lines = {0};

    *vec_push(s->arena, &lines) = 0;
    for (size_t i = 0; i < src->text.len; i++)
        if (src->text.ptr[i] == '\n')
            *vec_push(s->arena, &lines) = (uint32_t)i + 1;
    src->lines = lines.at;
    src->nlines = lines.n;
}

static uint32_t line_of(const struct source *src, uint32_t offset)
{
    uint32_t low = 0, high = src->nlines;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (src->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Counted from the place that was asked for last when that is nearer than the
 * line's start: a text may be all on one line. */
static uint32_t column_of(struct source *src, uint32_t start, uint32_t offset)
{
    uint32_t at = start, column = 1;

    if (src->near_column && src->near_start == start &&
        (src->near <= offset || src->near - offset < offset - start)) {
        at = src->near;
        column = src->near_column;
    }
    for (; at < offset; at++)
        column += ((unsigned char)src->text.ptr[at] & 0xC0) != 0x80;
    for (; at > offset; at--)
        column -= ((unsigned char)src->text.ptr[at - 1] & 0xC0) != 0x80;
    src->near = offset;
    src->near_start = start;
    src->near_column = column;
    return column;
}

struct place source_locate(const struct sources *s, uint32_t pos)
{
    struct source *src = source_of(s, pos);

    if (!src)
        return (struct place){0};
    if (!src->lines)
        find_lines(s, src);
    uint32_t offset = pos - src->base;
    uint32_t line = line_of(src, offset);
    return (struct place){src, line + 1,
                          column_of(src, src->lines[line], offset)};
}

str source_shown(const struct sources *s, const struct source *src,
                 struct arena *a)
{
    if (!s->prefix.len || !src->in_project)
        return src->name;
    if (s->inside.len && str_starts_with(src->name, s->inside))
        return str_slice(src->name, s->inside.len, src->name.len);
    return arena_printf(a, "%" STR_FMT "%" STR_FMT, STR_ARG(s->prefix),
                        STR_ARG(src->name));
}

str source_line(struct source *src, uint32_t line)
{
    if (!src->lines || line == 0 || line > src->nlines)
        return (str){"", 0};
    size_t from = src->lines[line - 1];
    size_t to = line < src->nlines ? src->lines[line] - 1u : src->text.len;
    str s = str_slice(src->text, from, to);
    if (s.len && s.ptr[s.len - 1] == '\r')
        s.len--;
    return s;
}

str source_text(const struct sources *s, span at)
{
    const struct source *src = source_of(s, at.pos);

    if (!src)
        return (str){"", 0};
    size_t from = at.pos - src->base;
    return str_slice(src->text, from, from + at.len);
}
