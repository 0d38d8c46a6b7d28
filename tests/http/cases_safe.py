"""What nobody on the way may do: read, listen, lead elsewhere, look inside."""
import os
import resource
import sqlite3
import ssl
import subprocess
from script import Reply, Script, items
from world import DONE, HALTED, PARKED, case, same, true


class Safe:
    """A target with a certificate for these names."""

    def __init__(self, w, names):
        self.pem = os.path.join(w.dir.name, "key.pem")
        self.ca = os.path.join(w.dir.name, "ca.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.pem, "-out",
             self.ca, "-days", "2", "-subj", "/CN=test", "-addext",
             "subjectAltName=" + names], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, self.pem)
        self.script = Script(lambda r: Reply(200, r.json()), tls=context)
        self.url = self.script.url.replace("http", "https")


def over_tls(w, names, trusted, status):
    safe = Safe(w, names)
    w.net(**({"NET_CA": safe.ca} if trusted else {}))
    try:
        w.gives("A")
        w.run("natural", status, env={"DST_URL": safe.url})
        return [r.path for r in safe.script.calls()]
    finally:
        safe.script.stop()


@case
def a_certificate_that_is_vouched_for_is_good(w):
    same(over_tls(w, "IP:127.0.0.1", True, DONE), ["/put/A"])


@case
def a_certificate_that_nobody_vouches_for_is_auth(w):
    same(over_tls(w, "IP:127.0.0.1", False, PARKED), [], "nothing was sent")
    same(w.queue(), [("A", "auth")])
    true("certificate" in w.log(), "says why")


@case
def a_certificate_of_another_host_is_auth(w):
    same(over_tls(w, "DNS:other.example,IP:127.0.0.2", True, PARKED), [],
         "nothing was sent")
    same(w.queue(), [("A", "auth")])
    true("127.0.0.1" in w.log(), "says why")


@case
def a_public_name_that_leads_inside_is_not_followed(w):
    w.gives("A")
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0"):
        w.net(NET_ADDRESS=address)
        w.run("natural", PARKED, env={
            "DST_URL": f"http://shop.example:{w.dst.port}"})
    same(w.dst.calls(), [])
    true("private" in w.log(), "says why")
    w.run("natural", env={"DST_URL": f"http://localhost:{w.dst.port}"})
    same(w.has(), {"A": 1}, "whoever runs it may say so")


@case
def a_plain_base_is_warned_of_unless_it_is_inside(w):
    w.gives()
    for host, told in (("shop.example", True), ("8.8.8.8", True),
                       ("[2001:4860:4860::8888]", True),
                       ("10.1.2.3", False), ("localhost", False),
                       ("[fd00::1]", False), ("erp", False),
                       ("erp.internal", False)):
        before = len(w.events("tls")) if w.started else 0
        base = f"http://{host}:9/v1?key=x"
        w.run("natural", env={"DST_URL": base, "OAUTH_TOKEN_URL": base})
        told_of = {e["msg"].split(",")[0] for e in w.events("tls")[before:]}
        same('the base of "dst"' in told_of, told, host)
        same('the token endpoint of "a_oauth"' in told_of, told, host)
    before = len(w.events("tls"))
    w.run("natural", env={"DST_URL": "https://shop.example",
                          "OAUTH_TOKEN_URL": "https://shop.example/t"})
    same(w.events("tls")[before:], [])
    true("key=x" not in w.log(), "no more of it than the origin")
    same({e["level"] for e in w.events("tls")}, {"warning"})


@case
def a_link_that_was_kept_leads_nowhere_else(w):
    # The next page is in the state; whoever can write there reads no token.
    other = Script(lambda r: items())
    more = items({"id": "A", "at": "2026-03-01T10:00:00Z"},
                 links={"next": "/linked?page=2"})
    w.gives(lambda r: Reply(500) if "page" in r.query else more)
    try:
        w.run("linked", HALTED)
        with sqlite3.connect(w.state + "/state.db") as db:
            done = db.execute("UPDATE page SET next=substr(next,1,instr(next,"
                              "char(10)))||? WHERE next LIKE '%page=2'", (other.url + "/linked?page=2",))
            same(done.rowcount, 1)
        w.run("linked", PARKED)
        same((w.queue(), other.calls()), ([("", "malformed")], []))
    finally:
        other.stop()


@case
def an_unsafe_write_has_a_connection_of_its_own(w):
    # On one that is reused, libcurl sends a POST again by itself.
    ids = [f"A{n}" for n in range(12)]
    w.gives(*ids)
    w.run("natural")
    w.run("blind")
    true(len({r.connection for r in w.dst.calls("PUT")}) < 12,
         "others are reused")
    posts = w.dst.calls("POST")
    same((len(posts), len({r.connection for r in posts})), (12, 12))


@case
def no_core_is_left_behind(w):
    w.gives("A")
    w.target.fault(Reply(after=9), "PUT")
    p = w.start("natural", "--once", "--from", "all", before=lambda:
                resource.setrlimit(resource.RLIMIT_CORE, (
                    resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2))
    w.dst.wait_for(1, "PUT")
    with open(f"/proc/{p.pid}/limits", encoding="ascii") as f:
        line = [s.split() for s in f if s.startswith("Max core file size")]
    same(line[0][4:6], ["0", "0"])


PERSON = {"id": "P1", "mail": "Evan@Customer.example", "phone": 447700900123,
          "born": "1990-02-03", "unused": "\u00e9tag\u00e8re" * 9, "bought": 1,
          "street": {"line": "1 \"Low\" Street", "zip": "N1"}}
PERSONAL = ["Customer.example", "customer.example", "447700900123",
            "1990-02-03", "Evan at", "\u00e9tag\u00e8re", "Low", "N1"]


def told(w):
    """All that is written and shown, but for the payloads."""
    shown = w.log()
    for e in w.entries():
        shown += w.weir("queue", "show", str(e["id"])).split("payload")[0]
    for table in ("problem", "entry", "alert", "event", "run"):
        shown += repr(w.rows(f"SELECT * FROM {table}"))
    return shown + w.weir("queue", "list") + w.weir("status", want=None)


@case
def what_is_personal_stays_with_the_record(w):
    w.gives(PERSON)

    def echo(r):
        sent = " ".join(str(v) for v in r.json().values())
        return Reply(422, {"bad": sent, "born": PERSON["born"], "zip": "N1",
                           "as": PERSON["mail"], "and": PERSON["unused"]})
    w.target.fault(echo)
    w.run("people", PARKED)
    w.target.fault(lambda r: Reply(401, r.body), times=None)
    w.gives(dict(PERSON, id="P2"))
    w.run("people", HALTED)
    true("status 422" in told(w) and "***" in told(w), "the rest is told")
    for text in PERSONAL:
        true(text not in told(w), f"{text!r} is told")


@case
def what_is_personal_is_not_in_our_own_words(w):
    w.gives(dict(PERSON, bought=2000), dict(PERSON, id="P2", bought="many"),
            dict(PERSON, id="P3", phone="Evan@Customer.example"),
            dict({"bought": PERSON["mail"]}, id="P5", mail=PERSON["mail"]),
            dict(PERSON, id="P4", mail="Evan@Customer.example" * 9, bought=[],
                 phone="Evan@Customer.example" * 9))
    w.run("people", PARKED)
    same(len(w.queue()), 5)
    true("too much for ***" in told(w), "the author's words")
    true('"many"' in told(w), "what is not personal is told")
    for text in PERSONAL:
        true(text not in told(w), f"{text!r} is told")
