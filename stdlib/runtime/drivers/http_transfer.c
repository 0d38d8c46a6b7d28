/*
 * One HTTP transfer over libcurl: TLS verified, no redirect followed, no
 * address of a private network unless the base is one, bounded in time and
 * size.
 */
#include "stdlib/runtime/drivers/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADERS_MAX = 256 * 1024 };

static size_t take_body(char *p, size_t size, size_t n, void *context)
{
    struct http_transfer *t = context;

    buf_add(&t->answer, p, size * n);
    t->too_long = t->answer.failed;
    return t->answer.failed ? 0 : size * n;
}

/* A new status line begins new headers (100 Continue, a proxy's answer). */
static size_t take_header(char *p, size_t size, size_t n, void *context)
{
    struct http_transfer *t = context;

    if (size * n > 5 && strncasecmp(p, "HTTP/", 5) == 0)
        buf_clear(&t->lines);
    buf_add(&t->lines, p, size * n);
    return t->lines.failed ? 0 : size * n;
}

static int watch(void *context, curl_off_t a, curl_off_t b, curl_off_t c,
                 curl_off_t d)
{
    struct http_transfer *t = context;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return weir_driver_cut(t->c->engine);
}

/* RFC 1918, loopback, link-local (cloud metadata too), unique local, and
 * addresses of one of these mapped into IPv6. */
static bool is_private4(uint32_t a)
{
    return a >> 24 == 0 || a >> 24 == 10 || a >> 24 == 127 ||
           a >> 20 == 0xAC1 || a >> 16 == 0xC0A8 || a >> 16 == 0xA9FE ||
           a >> 22 == 0x191; // 100.64.0.0/10
}

static bool is_private6(const unsigned char *p)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0,    0,
                                             0, 0, 0, 0, 0xff, 0xff};
    static const unsigned char zero[15] = {0};

    if (memcmp(p, mapped, sizeof mapped) == 0)
        return is_private4((uint32_t)p[12] << 24 | (uint32_t)p[13] << 16 |
                           (uint32_t)p[14] << 8 | p[15]);
    return (memcmp(p, zero, sizeof zero) == 0 && p[15] <= 1) ||
           (p[0] & 0xfe) == 0xfc || (p[0] == 0xfe && (p[1] & 0xc0) == 0x80);
}

static bool is_private(const struct sockaddr *a)
{
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;

    if (a->sa_family == AF_INET) {
        memcpy(&in4, a, sizeof in4);
        return is_private4(ntohl(in4.sin_addr.s_addr));
    }
    if (a->sa_family != AF_INET6)
        return true;
    memcpy(&in6, a, sizeof in6);
    return is_private6(in6.sin6_addr.s6_addr);
}

bool http_is_public(str host)
{
    struct in6_addr in6;
    struct in_addr in4;
    char text[INET6_ADDRSTRLEN];
    bool bracket = host.len && host.ptr[0] == '[';

    if (bracket)
        host = str_slice(host, 1, host.len - 1);
    if (host.len >= sizeof text)
        return true;
    snprintf(text, sizeof text, "%" STR_FMT, STR_ARG(host));
    if (bracket)
        return inet_pton(AF_INET6, text, &in6) == 1 &&
               !is_private6(in6.s6_addr);
    return inet_pton(AF_INET, text, &in4) == 1 &&
           !is_private4(ntohl(in4.s_addr));
}

static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    struct http_transfer *t = context;

    (void)purpose;
    if (!t->c->local && is_private(&address->addr)) {
        t->inside = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

static CURL *take_handle(struct weir_connection *c)
{
    CURL *h = NULL;

    pthread_mutex_lock(&c->lock);
    if (c->nidle)
        h = c->idle[--c->nidle];
    pthread_mutex_unlock(&c->lock);
    return h ? h : curl_easy_init();
}

static void give_handle(struct weir_connection *c, CURL *h)
{
    curl_easy_reset(h);
    pthread_mutex_lock(&c->lock);
    if (c->nidle < HTTP_HANDLES) {
        c->idle[c->nidle++] = h;
        h = NULL;
    }
    pthread_mutex_unlock(&c->lock);
    if (h)
        curl_easy_cleanup(h);
}

static void set_rules(CURL *h, struct http_transfer *t)
{
    int64_t left = t->deadline - weir_driver_clock(t->c->engine);

    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS,
                     (long)(left < 1000 ? 1 : left / 1000));
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, t->fresh ? 1L : 0L);
    curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, t);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, t);
}

static void set_request(CURL *h, struct http_transfer *t)
{
    curl_easy_setopt(h, CURLOPT_URL, t->url.ptr);
    curl_easy_setopt(h, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, t->headers);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, t);
    if (t->has_body) {
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)t->body.len);
        curl_easy_setopt(h, CURLOPT_POSTFIELDS, t->body.len ? t->body.ptr : "");
    }
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, t->method);
}

/* Bytes that an answer may have. */
static size_t most(const struct weir_exchange *ask)
{
    int64_t max = ask->step ? ask->step->max : 0;

    return max && (uint64_t)max < WEIR_ANSWER_MAX ? (size_t)max
                                                  : WEIR_ANSWER_MAX;
}

void http_perform(struct http_transfer *t)
{
    CURL *h = take_handle(t->c);

    t->answer = BUF_MAX(most(t->ask));
    t->lines = BUF_MAX(HEADERS_MAX);
    if (!h) {
        t->code = CURLE_OUT_OF_MEMORY;
        return;
    }
    set_rules(h, t);
    set_request(h, t);
    t->code = curl_easy_perform(h);
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &t->status);
    curl_easy_getinfo(h, CURLINFO_REQUEST_SIZE, &t->sent);
    give_handle(t->c, h);
}

void http_transfer_free(struct http_transfer *t)
{
    curl_slist_free_all(t->headers);
    buf_free(&t->answer);
    buf_free(&t->lines);
}

/* A header with a line end in it is left out: nothing is smuggled. */
void http_add_header(struct http_transfer *t, str name, str value)
{
    struct buf line = BUF_MAX(64 * 1024);

    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] == '\r' || value.ptr[i] == '\n' || !value.ptr[i])
            return;
    buf_printf(&line, "%" STR_FMT "%s%" STR_FMT, STR_ARG(name),
               value.len ? ": " : ";", STR_ARG(value));
    struct curl_slist *list =
        line.failed ? NULL : curl_slist_append(t->headers, line.ptr);
    if (list)
        t->headers = list;
    buf_free(&line);
}

static enum weir_class class_of(CURLcode code)
{
    switch ((int)code) {
    case CURLE_OPERATION_TIMEDOUT: return WEIR_TIMEOUT;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS: return WEIR_AUTH;
    case CURLE_PARTIAL_FILE:
    case CURLE_WRITE_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_FILESIZE_EXCEEDED: return WEIR_MALFORMED;
    default: return WEIR_TRANSIENT;
    }
}

void http_failure(const struct http_transfer *t, struct weir_answer *a)
{
    char code[32];
    const char *why = t->error[0] ? t->error : curl_easy_strerror(t->code);
    char long_text[64];

    if (t->inside && t->code == CURLE_COULDNT_CONNECT)
        why = "expected a public address for the name of the base, found a "
              "private one; write a private base as an address";
    if (t->too_long) {
        snprintf(long_text, sizeof long_text,
                 "the answer is longer than %zu bytes", most(t->ask));
        why = long_text;
    }
    snprintf(code, sizeof code, "curl %d", (int)t->code);
    a->cut = t->status >= 200;
    driver_fail(t->ask->arena, a, class_of(t->code), code, "%s", why);
}

void http_encode(struct buf *b, str value)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || strchr("-._~", c)) {
            buf_char(b, (char)c);
        } else {
            buf_char(b, '%');
            buf_char(b, hex[c >> 4]);
            buf_char(b, hex[c & 15]);
        }
    }
}
