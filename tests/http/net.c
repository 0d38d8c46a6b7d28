/*
 * Another net, for tests: preloaded, each name that ends in ".example" is at
 * NET_ADDRESS, and certificates are to be vouched for by the file NET_CA.
 */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

typedef int resolver(const char *, const char *, const struct addrinfo *,
                     struct addrinfo **);
typedef CURLcode performer(CURL *);

static const char *address_of(const char *name)
{
    static const char end[] = ".example";
    const char *to = getenv("NET_ADDRESS");
    size_t n = name ? strlen(name) : 0, m = sizeof end - 1;

    return to && n > m && strcmp(name + n - m, end) == 0 ? to : name;
}

int getaddrinfo(const char *name, const char *service,
                const struct addrinfo *hints, struct addrinfo **out)
{
    void *next = dlsym(RTLD_NEXT, "getaddrinfo");
    resolver *real;

    memcpy(&real, &next, sizeof real);
    return real(address_of(name), service, hints, out);
}

CURLcode curl_easy_perform(CURL *h)
{
    void *next = dlsym(RTLD_NEXT, "curl_easy_perform");
    const char *ca = getenv("NET_CA");
    performer *real;

    memcpy(&real, &next, sizeof real);
    if (ca)
        curl_easy_setopt(h, CURLOPT_CAINFO, ca);
    return real(h);
}
