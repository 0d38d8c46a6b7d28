"""Who calls: basic, bearer, a header, OAuth 2.0; and that nobody reads it."""
import base64
import os
import threading
import urllib.parse
from script import Reply, Script, items
from world import (DONE, HALTED, PARKED, SECRETS, USAGE, case, same, true)

RIGHT = {
    "basic": ("authorization", "Basic " + base64.b64encode(
        f"ops:{SECRETS['BASIC_PASSWORD']}".encode()).decode()),
    "bearer": ("authorization", "Bearer " + SECRETS["BEARER_TOKEN"]),
    "header": ("x-api-key", SECRETS["HEADER_KEY"]),
}


def once(ids):
    return dict.fromkeys(ids, 1)


class Guarded:
    """A source and target that wants to know who calls."""

    def __init__(self, w, kind):
        self.w, self.kind, self.inner = w, kind, w.target
        self.refused = 0

    def __call__(self, r):
        name, value = RIGHT[self.kind]
        if r.headers.get(name) != value:
            self.refused += 1
            return Reply(401, {"error": "who are you"})
        if r.method == "GET":
            return items("A", "B")
        return self.inner(r)


@case
def each_call_says_who_we_are(w):
    for kind in ("basic", "bearer", "header"):
        g = Guarded(w, kind)
        w.target = g
        w.run(kind)
        same((g.refused, w.target.inner.things[kind]), (0, once("AB")), kind)
        w.target = g.inner
    same({r.headers.get("x-client") for r in w.dst.calls("PUT", "/header")},
         {"weir-tests"}, "a header of the connector's own")


@case
def a_call_without_auth_shows_nothing(w):
    w.gives("A")
    w.run("natural")
    for r in w.src.calls() + w.dst.calls():
        same([h for h in r.headers if h in ("authorization", "x-api-key",
                                            "cookie")], [])


@case
def a_refused_key_halts_and_parks_nothing(w):
    for kind in ("basic", "bearer", "header"):
        w.target = lambda r: items("A", "B") if r.method == "GET" \
            else Reply(403, {"you": r.headers.get("authorization")})
        w.run(kind, HALTED)
    same(w.queue(), [])
    same(w.counts("basic"), (2, 2, 0, 0, 0))


@case
def a_secret_may_be_in_a_file(w):
    path = os.path.join(w.state + "-secrets")
    os.mkdir(path)
    for name, value in SECRETS.items():
        with open(os.path.join(path, name), "w", encoding="utf-8") as f:
            f.write(value + "\n")
        del w.env[name]
        w.env[name + "_FILE"] = os.path.join(path, name)
    g = Guarded(w, "bearer")
    w.target = g
    p = w.start("bearer", "--once", "--from", "all")
    same(p.wait(30), DONE)
    same(g.refused, 0)
    for name in os.listdir(path):
        os.unlink(os.path.join(path, name))
    w.no_secret()
    w.run("bearer", USAGE)
    for name in SECRETS:
        true(f'"{name}"' in w.log(), f"{name} is named")


@case
def secrets_that_are_missing_are_named_at_once(w):
    for name in SECRETS:
        del w.env[name]
    del w.env["OAUTH_ID"]
    w.run("bearer", USAGE)
    for name in [*SECRETS, "OAUTH_ID"]:
        true(f'"{name}"' in w.log(), f"{name} is named")
    same(w.dst.calls(), [])


@case
def what_a_server_echoes_is_masked(w):
    # A target that sends back what it got, wherever it may be written.
    secrets = " ".join(SECRETS.values())
    shown = base64.b64encode(f"ops:{SECRETS['BASIC_PASSWORD']}".encode())
    w.gives("A", "B", "C", "D")
    w.target.fault(Reply(422, {"error": secrets, "x": shown.decode()}),
                   times=1)
    w.target.fault(Reply(422, "/x?k=" + urllib.parse.quote(secrets)))
    w.target.fault(Reply(503, secrets), times=1)
    w.target.fault(Reply(401, {"error": secrets + shown.decode()}), times=1)
    w.run("natural", PARKED)
    true("***" in w.log(), "masked")
    w.no_secret()
    for e in w.entries():
        text = w.weir("queue", "show", str(e["id"])) + \
            w.weir("trace", str(e["key"]), want=None)
        for v in [*SECRETS.values(), shown.decode(), "\\u00f6rd/&="]:
            true(v not in text, "masked in what people see")


# --- OAuth 2.0


class Tokens:
    """A token endpoint, and what wants its tokens."""

    def __init__(self, w, life=3600):
        self.w, self.life, self.good, self.n = w, life, set(), 0
        self.faults, self.inner, self.lock = [], w.target, threading.Lock()
        w.tokens = []
        w.target = self

    def __call__(self, r):
        with self.lock:
            if r.path == "/token":
                return self.token(r)
            token = r.headers.get("authorization", "").replace("Bearer ", "")
            if token not in self.good:
                return Reply(401, {"error": "invalid_token"})
        if r.method == "GET":
            return items("A", "B", "C")
        return self.inner(r)

    def token(self, r):
        if self.faults:
            f = self.faults.pop(0)
            if f is not None:
                return f
        self.n += 1
        name = f"tok-{self.n}-{'x' * 30}"
        self.good.add(name)
        self.w.tokens.append(name)
        return {"access_token": name, "token_type": "Bearer",
                "expires_in": self.life}

    def asked(self):
        return self.w.dst.calls("POST", "/token")


@case
def a_token_is_asked_for_once(w):
    t = Tokens(w)
    w.run("oauth")
    same((len(t.asked()), t.inner.things["oauth"]), (1, once("ABC")))
    r = t.asked()[0]
    form = dict(urllib.parse.parse_qsl(r.body.decode()))
    same(form, {"grant_type": "client_credentials",
                "scope": "orders:write stock"})
    same(r.headers["authorization"], "Basic " + base64.b64encode(
        f"client:{SECRETS['OAUTH_SECRET']}".encode()).decode())
    same(r.headers["content-type"], "application/x-www-form-urlencoded")


@case
def a_token_that_was_taken_back_is_renewed_once(w):
    t = Tokens(w)

    def put(r):
        if len(w.dst.calls("PUT")) == 2:
            t.good.clear()
            return Reply(401, {"error": "invalid_token"})
        return t.inner.do(r)
    t.inner.fault(put, "PUT", times=None)
    w.run("oauth")
    same((len(t.asked()), t.inner.things["oauth"]), (2, once("ABC")))
    same(len(w.dst.calls("PUT")), 4)


@case
def a_new_token_that_is_refused_halts(w):
    t = Tokens(w)
    t.inner.fault(Reply(401), "PUT", times=None)
    w.run("oauth", HALTED)
    same((len(w.dst.calls("PUT")), len(t.asked())), (2, 2),
         "once more with a new token, then it is given up")
    same((w.queue(), w.counts("oauth")), ([], (3, 3, 0, 0, 0)))
    t.inner.faults.clear()
    w.run("oauth")
    same(w.counts("oauth"), (6, 0, 6, 0, 0))


@case
def a_token_that_a_server_echoes_is_masked(w):
    t = Tokens(w)
    t.inner.fault(lambda r: Reply(422, {"got": r.headers["authorization"],
                                        "cut": "x" * 400 + w.tokens[0]}),
                  "PUT", times=2)
    w.run("oauth", PARKED)
    same(len(w.queue()), 2)
    w.no_secret()
    for token in w.tokens:
        true(token[:8] not in w.log(), "no part of it, either")


@case
def a_token_is_renewed_before_it_ends(w):
    # Half of a short life: the clock is what the answer says.
    t = Tokens(w, life=0)
    w.run("oauth")
    true(len(t.asked()) >= 4, "a token that lives for nothing is never kept")
    same(t.inner.things["oauth"], once("ABC"))


@case
def a_life_that_is_no_number_is_an_hour(w):
    for life in ("3600", None, "soon", -5, 1e30, [], 3599.5):
        t = Tokens(w, life=life)
        w.run("oauth")
        true(1 <= len(t.asked()) < 40, f"{life}")
        w.target = t.inner


@case
def a_token_endpoint_that_is_ill_is_tried_again(w):
    t = Tokens(w)
    t.faults = [Reply(503), Reply(200, "half", {"Content-Length": "900"},
                                  then_close=True)]
    w.run("oauth")
    same((len(t.asked()), t.inner.things["oauth"]), (3, once("ABC")))


@case
def a_token_endpoint_that_slows_us_down_is_heard(w):
    t = Tokens(w)
    t.faults = [Reply(429, "", {"Retry-After": "1"})]
    w.run("oauth")
    a, b = t.asked()
    true(b.at - a.at >= 0.99, "not before Retry-After")


@case
def a_token_endpoint_that_refuses_halts(w):
    for fault in (Reply(400, {"error": "invalid_client"}), Reply(401),
                  Reply(200, "<html>"), Reply(200, "{}"),
                  Reply(200, {"access_token": ""}), Reply(204),
                  Reply(200, {"access_token": 3}),
                  Reply(200, {"access_token": "a\r\nX-Evil: 1"}),
                  Reply(302, "", {"Location": "/elsewhere"})):
        t = Tokens(w)
        t.faults = [fault] * 9
        w.run("oauth", HALTED)
        same([r.path for r in w.dst.calls("GET")], [], "nothing was sent")
        w.target = t.inner
    same(w.queue(), [])


@case
def an_outage_of_the_token_endpoint_leaves_nothing_unknown(w):
    # Not sent at all: an unsafe write may wait for the next token.
    t = Tokens(w, life=0)
    t.faults = [None, Reply(close=True), Reply(after=3)]
    w.run("oauth_unsafe")
    same(t.inner.things["oauth"], once("ABC"))
    same(w.queue(), [])


@case
def a_token_endpoint_may_stand_elsewhere(w):
    other = Script(lambda r: {"access_token": "elsewhere-12345678",
                              "expires_in": "60"})
    try:
        seen = []
        w.target = lambda r: seen.append(r.headers.get("authorization")) or (
            items("A") if r.method == "GET" else Reply(200, r.json()))
        w.run("oauth", env={"OAUTH_TOKEN_URL": other.url + "/t"})
        same((set(seen), len(other.calls())),
             ({"Bearer elsewhere-12345678"}, 1))
    finally:
        other.stop()
