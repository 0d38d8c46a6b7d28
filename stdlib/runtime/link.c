/*
 * Links (RFC 3986, 5) and the Link header (RFC 8288), as far as they are
 * needed to go on to a next page or to follow a redirect. Dots in a path are
 * left as they are: what they mean is the server's to say.
 */
#include "stdlib/runtime/link.h"

#include <string.h>
#include <strings.h>

bool link_is_https(str url)
{
    return url.len > 8 && strncasecmp(url.ptr, "https://", 8) == 0;
}

static size_t scheme_bytes(str url)
{
    if (link_is_https(url))
        return 8;
    return url.len > 7 && strncasecmp(url.ptr, "http://", 7) == 0 ? 7 : 0;
}

size_t link_origin(str url)
{
    size_t head = scheme_bytes(url), i = head;

    while (head && i < url.len && !strchr("/?#", url.ptr[i])) {
        if (url.ptr[i] == '@' || url.ptr[i] == '\\')
            return 0;
        i++;
    }
    return i > head ? i : 0;
}

/* Host and port, without a port that the scheme has by itself. */
static str authority(str url, size_t origin)
{
    str s = str_slice(url, scheme_bytes(url), origin);
    str usual = link_is_https(url) ? STR(":443") : STR(":80");

    return str_ends_with(s, usual) ? str_slice(s, 0, s.len - usual.len) : s;
}

bool link_same_origin(str a, str b)
{
    size_t i = link_origin(a), j = link_origin(b);

    if (!i || !j || link_is_https(a) != link_is_https(b))
        return false;
    str x = authority(a, i), y = authority(b, j);

    return x.len == y.len && strncasecmp(x.ptr, y.ptr, x.len) == 0;
}

/* Blanks, control characters and what some take for a slash. */
static bool is_clean(str link)
{
    for (size_t i = 0; i < link.len; i++) {
        unsigned char c = (unsigned char)link.ptr[i];
        if (c <= ' ' || c == 127 || c == '\\')
            return false;
    }
    return link.len > 0;
}

static bool has_scheme(str link)
{
    size_t i = 0;

    while (i < link.len && !strchr(":/?#", link.ptr[i]))
        i++;
    return i < link.len && link.ptr[i] == ':';
}

/* What of `from` stands before a relative link: up to its query, or up to the
 * last slash of its path. */
static size_t stem(str from, str link)
{
    size_t origin = link_origin(from), end = origin;

    if (link.ptr[0] == '/')
        return origin;
    while (end < from.len && !strchr("?#", from.ptr[end]))
        end++;
    if (link.ptr[0] == '?')
        return end;
    while (end > origin && from.ptr[end - 1] != '/')
        end--;
    return end;
}

str link_resolve(struct arena *a, str from, str link)
{
    const char *fragment = link.len ? memchr(link.ptr, '#', link.len) : NULL;

    if (fragment)
        link.len = (size_t)(fragment - link.ptr);
    if (!is_clean(link) || !link_origin(from) ||
        str_starts_with(link, STR("//")))
        return STR("");
    if (has_scheme(link))
        return link_same_origin(from, link) ? arena_str(a, link) : STR("");
    size_t n = stem(from, link);
    bool slash = n == link_origin(from) && link.ptr[0] != '/';

    return arena_printf(a, "%" STR_FMT "%s%" STR_FMT,
                        STR_ARG(str_slice(from, 0, n)), slash ? "/" : "",
                        STR_ARG(link));
}

/* --- the Link header ------------------------------------------------------ */

struct params {
    str text;
    size_t at;
};

static void skip(struct params *p, const char *these)
{
    while (p->at < p->text.len && strchr(these, p->text.ptr[p->at]))
        p->at++;
}

/* Up to one of `ends`, without blanks at its end. */
static str word(struct params *p, const char *ends)
{
    size_t from = p->at;

    while (p->at < p->text.len && !strchr(ends, p->text.ptr[p->at]))
        p->at++;
    return str_trim(str_slice(p->text, from, p->at));
}

static str quoted(struct params *p)
{
    size_t from = ++p->at;

    while (p->at < p->text.len && p->text.ptr[p->at] != '"')
        p->at += p->text.ptr[p->at] == '\\' ? 2 : 1;
    str s = str_slice(p->text, from, p->at);
    p->at++;
    return s;
}

/* The next ";name=value" of a link. False: there is no other. */
static bool param(struct params *p, str *name, str *value)
{
    skip(p, " \t");
    if (p->at >= p->text.len || p->text.ptr[p->at] != ';')
        return false;
    skip(p, "; \t");
    *name = word(p, "=;,");
    *value = STR("");
    if (p->at >= p->text.len || p->text.ptr[p->at] != '=')
        return true;
    p->at++;
    skip(p, " \t");
    *value = p->at < p->text.len && p->text.ptr[p->at] == '"' ? quoted(p)
                                                              : word(p, ";,");
    return true;
}

/* Whether "next" is one of the relations, "prev next". */
static bool names_next(str relations)
{
    struct params p = {.text = relations};

    while (p.at < p.text.len) {
        skip(&p, " \t");
        str one = word(&p, " \t");
        if (one.len == 4 && strncasecmp(one.ptr, "next", 4) == 0)
            return true;
    }
    return false;
}

str link_next(str header)
{
    struct params p = {.text = header};

    while (p.at < p.text.len) {
        str name, value, relations = STR("");

        skip(&p, " \t,");
        if (p.at >= p.text.len || p.text.ptr[p.at] != '<')
            return STR("");
        p.at++;
        str target = word(&p, ">");
        p.at++;
        while (param(&p, &name, &value))
            if (!relations.len && name.len == 3 &&
                strncasecmp(name.ptr, "rel", 3) == 0)
                relations = value;
        if (names_next(relations))
            return target;
        word(&p, ","); // what is no parameter
    }
    return STR("");
}
