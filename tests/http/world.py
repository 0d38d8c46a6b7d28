"""A case's world: a state, what the systems are, and the program to run.

After each run everything that must always hold is looked at: the proofs of the
ledger, the sums of the counts, an owner and a class and a date for what is
parked, and that no secret stands in anything that was written.
"""
import json
import os
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from script import Reply, Script

DONE, PARKED, USAGE, HALTED, STOPPED, FAILED = range(6)
CASES = []
SECRETS = {"BASIC_PASSWORD": "pa55:wörd/&=", "BEARER_TOKEN": "tok-b3arer-77",
           "HEADER_KEY": "k3y-of-header-88", "OAUTH_SECRET": "s3cret-oauth-99"}


def case(f=None, **options):
    """A case. Options: tools (a peer), speed (of the clock), slow (begins
    first)."""
    if f is None:
        return lambda g: case(g, **options)
    f.options = options
    CASES.append(f)
    return f


def same(have, want, what=""):
    if have != want:
        raise AssertionError(f"{what}: have {have!r}, want {want!r}")


def true(good, what):
    if not good:
        raise AssertionError(what)


def until(f, what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = f()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"this did not come: {what}")


class Target:
    """The usual target: remembers what it has, and does what it is told for
    the next calls. `faults`: a list of (method, path, what, times), what is a
    Reply or a function of the request; times None: for ever."""

    def __init__(self):
        self.things, self.keys, self.lock = {}, {}, threading.Lock()
        self.faults = []

    def fault(self, what, method=None, path="", times=1, done=False):
        """`done`: what is asked for happens all the same."""
        self.faults.append([method, path, what, times, done])

    def due(self, r):
        for f in self.faults:
            if (f[0] and f[0] != r.method) or not r.path.startswith(f[1]):
                continue
            if f[3] is None:
                return f
            if f[3] > 0:
                f[3] -= 1
                return f
        return None

    def __call__(self, r):
        with self.lock:
            f = self.due(r)
            if not f:
                return self.do(r)
            if f[4]:
                self.do(r)
            what = f[2]
        return what(r) if callable(what) else what

    def put(self, where, key):
        self.things.setdefault(where, {}).setdefault(key, 0)
        self.things[where][key] += 1

    def do(self, r):
        parts = r.path.strip("/").split("/")
        where, there = parts[0], self.things.get(parts[0], {})
        if r.method == "GET" and len(parts) > 1:
            if parts[1] in there:
                return Reply(200, {"id": parts[1]})
            return Reply(404, {"error": "none"})
        if r.method == "DELETE":
            if there.pop(parts[1], None) is None:
                return Reply(404, {"error": "none"})
            return Reply(204)
        if r.method in ("PUT", "PATCH"):
            self.put(where, parts[1])
            return Reply(200, r.json())
        return self.create(r, where)

    def create(self, r, where):
        key = r.headers.get("idempotency-key")
        if key in self.keys:
            body, reply = self.keys[key]
            if body != r.body:
                return Reply(422, {"error": "another body under this key"})
            return reply
        form = "form" in r.headers.get("content-type", "")
        name = r.path.strip("/").split("/")[1] if r.path.count("/") > 1 \
            else re.search(r"id=(\w+)", r.body.decode()).group(1) if form \
            else r.json()["id"]
        if where == "seen" and name in self.things.get(where, {}):
            return Reply(409, {"error": "there"})
        self.put(where, name)
        reply = Reply(201, {"number": f"N-{name}"})
        if key:
            self.keys[key] = (r.body, reply)
        return reply


class World:
    def __init__(self, tools, options):
        self.tools = tools
        self.dir = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.dir.name, "state")
        self.logs = os.path.join(self.dir.name, "log")
        self.source_handler = lambda r: []
        self.target = Target()
        self.src = Script(lambda r: self.source_handler(r))
        self.dst = Script(lambda r: self.target(r))
        self.project = tools.project
        self.program = tools.program
        self.env = dict(
            os.environ, SRC_URL=self.src.url, DST_URL=self.dst.url,
            BASIC_USER="ops", OAUTH_ID="client",
            OAUTH_TOKEN_URL=self.dst.url + "/token",
            WEIR_STATE=self.state, **SECRETS)
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            self.env.pop(name, None)
            self.env.pop(name.upper(), None)
        if options.get("speed"):
            self.preload(tools.fast, FAST_CLOCK=str(options["speed"]))
        self.peer = None
        self.started = []

    def preload(self, library, **env):
        self.env.update(env, LD_PRELOAD=library,
                        ASAN_OPTIONS="verify_asan_link_order=0")

    def net(self, **env):
        """The runner is on a net of net.c."""
        self.preload(self.tools.net, **env)

    # --- systems

    def gives(self, *pages):
        """The source gives these items at once; or what the function says."""
        if len(pages) == 1 and callable(pages[0]):
            self.source_handler = pages[0]
            return
        rows = [i if isinstance(i, dict) else {"id": i} for i in pages]
        self.source_handler = lambda r: rows

    def has(self, where="put"):
        """What the target has, and how often it was done."""
        return dict(self.target.things.get(where, {}))

    # --- runs

    def start(self, flow, *options, env=None, before=None):
        with open(self.logs, "ab") as log:
            p = subprocess.Popen(
                [self.program, *([flow] if flow else []), *options],
                env=dict(self.env, **(env or {})), stdout=log, stderr=log,
                cwd=self.dir.name, preexec_fn=before)
        self.started.append(p)
        return p

    def run(self, flow, want=DONE, *options, env=None, before=None,
            first="all"):
        more = ["--from", first] if first else []
        p = self.start(flow, "--once", *more, *options, env=env, before=before)
        return self.ends(p, want)

    def ends(self, p, want, seconds=50):
        try:
            status = p.wait(seconds)
        except subprocess.TimeoutExpired:
            p.kill()
            raise AssertionError("the run does not end") from None
        if isinstance(want, int):
            want = (want,)
        true(status in want, f"exit status {status}, want {want}")
        if status not in (USAGE, FAILED):
            self.holds()
        self.no_secret()
        return status

    def weir(self, *args, want=0):
        env = {k: v for k, v in self.env.items() if k != "LD_PRELOAD"}
        r = subprocess.run([self.tools.weir, *args], env=env, text=True,
                           cwd=self.project, capture_output=True, timeout=60,
                           check=False)
        if want is not None:
            same(r.returncode, want,
                 f"weir {' '.join(args)}: {r.stdout}{r.stderr}")
        return r.stdout

    # --- what must always hold

    def holds(self):
        same(self.weir("status", "--verify"), "V1 to V10 hold\n", "verify")
        for run in self.rows("SELECT read,open,delivered,parked,dropped,id"
                             " FROM run"):
            same(run[0], sum(run[1:5]), f"counts of run {run[5]}")
        for e in self.rows("SELECT e.id,p.owner,e.due_at>e.first_at,"
                           "e.class IS NULL AND coalesce(e.status,0)<>0 FROM entry e JOIN"
                           " problem p ON p.id=e.problem"):
            same((e[1] is not None, e[2], e[3]), (True, 1, 0),
                 f"owner, due, class of entry {e[0]}")
        marks = self.rows(
            "SELECT w.value,r.version FROM watermark w JOIN record r ON"
            " r.flow=w.flow WHERE r.state='open' AND r.version<w.value AND"
            " r.page IS NOT NULL AND r.page<=w.page")
        same(marks, [], "the watermark is past an open record")

    def no_secret(self):
        values = [v.encode() for v in SECRETS.values()]
        values += [t.encode() for t in self.target_tokens()]
        for folder, _, names in os.walk(self.dir.name):
            for name in names:
                with open(os.path.join(folder, name), "rb") as f:
                    data = f.read()
                for v in values:
                    true(v not in data, f"{v!r} stands in {name}")

    def target_tokens(self):
        return getattr(self, "tokens", [])

    # --- the ledger

    def rows(self, sql, *args):
        db = sqlite3.connect(f"file:{self.state}/state.db?mode=ro", uri=True)
        try:
            return db.execute(sql, args).fetchall()
        finally:
            db.close()

    def queue(self):
        return sorted(self.rows("SELECT coalesce(r.shown,''),e.class FROM"
                                " entry e LEFT JOIN record r ON r.id=e.record"
                                " WHERE e.state='waiting'"))

    def entries(self):
        return json.loads(self.weir("queue", "list", "--format",
                                    "json"))["entries"]

    def counts(self, flow):
        """read, open, delivered, parked, dropped of all runs of a flow."""
        return self.rows("SELECT sum(read),sum(open),sum(delivered),"
                         "sum(parked),sum(dropped) FROM run WHERE flow=?",
                         flow)[0]

    def repeats(self, flow):
        return self.rows("SELECT sum(repeats) FROM run WHERE flow=?", flow)[0][0]

    def watermark(self, flow):
        r = self.rows("SELECT value FROM watermark WHERE flow=?", flow)
        return r[0][0] if r else None

    def retry(self, *options, want=DONE):
        ids = [str(e["id"]) for e in self.entries()]
        true(ids, "nothing waits")
        out = self.weir("queue", "retry", *options, *ids, want=want)
        self.holds()
        return out

    def log(self):
        with open(self.logs, encoding="utf-8", errors="replace") as f:
            return f.read()

    def events(self, event):
        found = []
        for line in self.log().splitlines():
            if line.startswith("{"):
                e = json.loads(line)
                if e.get("event") == event:
                    found.append(e)
        return found

    def close(self):
        for p in self.started:
            if p.poll() is None:
                p.send_signal(signal.SIGKILL)
                p.wait()
        self.src.stop()
        self.dst.stop()
        if self.peer:
            self.peer.stop()
        self.dir.cleanup()
