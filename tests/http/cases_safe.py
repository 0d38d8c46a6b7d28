"""What nobody on the way may do: read, listen, lead elsewhere, look inside."""
import os
import resource
import ssl
import subprocess
from script import Reply, Script, items
from world import DONE, PARKED, case, same, true


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
