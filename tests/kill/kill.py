"""Kills a run at its system calls, restarts it, and asks whether anything was
lost or done twice.

For each call in CALLS and N = 1, 2, ... the runner is killed when a thread of
it makes the call for the Nth time (strace's fault injection). Then it runs
again until it ends by itself, and all of this must hold: the proofs of the
state, each order is delivered or parked or dropped, what was delivered is in
every target with the right bytes, what may not be repeated was sent once, and
a further run changes nothing.

    kill.py BUILD all       every N, until the run survives
    kill.py BUILD sample    a few N of each call, for `make check`

Each instant is tried twice: as a kill, and as a power cut, after which of each
file only what was synced is there (power.c).
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from decimal import Decimal

sys.path.insert(0, "tests/peer")
from client import Peer  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
ALL = sys.argv[2:] == ["all"]
CALLS = ["pwrite64", "write", "fdatasync", "ftruncate", "openat", "read",
         "sendto", "recvfrom", "renameat"]
SAMPLE = [1, 2, 3, 4, 6, 9, 14, 22, 35, 60]
MOST = 2000
ORDERS = [{"id": f"o{i}", "updated_at": f"2026-11-20T10:0{i}:00Z",
           "total": total, "lines": [{"sku": "a", "quantity": n}]}
          for i, (total, n) in enumerate([
              ("10.50", 1), ("20.00", 2), ("0", 1), ("-5.00", 1),
              ("30.25", 0), ("7.10", 3)])]
DELIVERED = {o["id"]: o["total"] for o in ORDERS
             if float(o["total"]) > 0 and o["lines"][0]["quantity"] > 0}


def runner(project, env, *before, timeout=200):
    if before:  # who is traced can't look for leaks
        env = dict(env, ASAN_OPTIONS="detect_leaks=0")
    return subprocess.run(
        [*before, "build/runner", "--once", "--from", "all", "orders"],
        cwd=project, env=env, timeout=timeout, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def rows(state, sql):
    db = sqlite3.connect(f"file:{state}/state.db?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def snapshot(state):
    return rows(state, "SELECT id,state,reason FROM record ORDER BY id")


def bodies(docs):
    return {d["key"]: d["body"] for d in docs if not d["gone"]}


def check_targets(peer, archive, done):
    """What is wrong with the targets; `done`: ids that were delivered."""
    state, log = peer.state(), peer.log()
    books = bodies(state["collections"].get("bookings", []))
    copies = bodies(state["collections"].get("copies", []))
    shipped = bodies(state["warehouse"]["sales_orders"])
    kept = []
    if os.path.exists(archive):
        with open(archive, encoding="utf-8") as f:
            kept = [json.loads(line)["id"] for line in f]
    for i in done:
        for name, docs in (("bookings", books), ("copies", copies)):
            if i not in docs:
                return f"{i} is delivered and not in {name}"
            if Decimal(str(docs[i]["total"])) != Decimal(DELIVERED[i]):
                return f"{i} has the total {docs[i]['total']} in {name}"
        if i not in shipped:
            return f"{i} is delivered and not in the warehouse"
        if kept.count(i) != 1:
            return f"{i} is {kept.count(i)} times in the archive"
    posts = [r["body"]["id"] for r in log
             if r["method"] == "POST" and r["path"] == "/collections/bookings"]
    for i in posts:
        if posts.count(i) > 1:
            return f"{i} was booked {posts.count(i)} times"
    keys = {}
    for r in log:
        if r["method"] == "POST" and r["path"] == "/sales_orders":
            reference = r["body"]["reference"]
            if keys.setdefault(reference, r["key"]) != r["key"]:
                return f"{reference} was sent under two keys"
    return ""


def check_end(peer, project, env):
    state = env["WEIR_STATE"]
    verify = subprocess.run([f"{BUILD}/weir", "status", "--verify"], env=env,
                            cwd=project, capture_output=True, text=True,
                            check=False)
    if verify.returncode != 0:
        return "the state is not proved: " + verify.stdout + verify.stderr
    ends = rows(state, "SELECT shown,state FROM record WHERE flow='orders'")
    if sorted(k for k, _ in ends) != sorted(o["id"] for o in ORDERS):
        return f"the ledger has {ends}"
    if any(s == "open" for _, s in ends):
        return f"a record is still open: {ends}"
    done = [k for k, s in ends if s == "delivered"]
    if not set(done) <= set(DELIVERED):
        return f"delivered: {done}"
    unclear = [k for k, s in ends if k in DELIVERED and s != "delivered"]
    if unclear and not rows(state, "SELECT 1 FROM effect WHERE "
                                   "state='unknown'"):
        return f"{unclear} were not delivered, and nothing is unknown"
    wrong = check_targets(peer, f"{env['ARCHIVE_DIR']}/orders.ndjson", done)
    if wrong:
        return wrong
    before, seen = snapshot(state), len(peer.log())
    runner(project, env)
    if snapshot(state) != before:
        return "a further run changed the ledger"
    writes = [r for r in peer.log()[seen:] if r["method"] != "GET"]
    return f"a further run wrote: {writes}" if writes else ""


def begin(scratch):
    """Folders for a run, below one that a power cut falls on."""
    for folder in ("live", "synced"):
        shutil.rmtree(f"{scratch}/{folder}", ignore_errors=True)
    os.makedirs(f"{scratch}/live/archive")


def cut_power(scratch):
    """What was not synced is gone."""
    shutil.rmtree(f"{scratch}/live")
    if os.path.exists(f"{scratch}/synced"):
        os.rename(f"{scratch}/synced", f"{scratch}/live")
    os.makedirs(f"{scratch}/live/archive", exist_ok=True)


def kill_at(project, scratch, env, call, n, power):
    """Whether the run was killed."""
    preload = []
    if power:
        preload = ["-E", f"LD_PRELOAD={BUILD}/tests/kill/power.so", "-E",
                   f"POWER_ROOT={scratch}/live", "-E",
                   f"POWER_SYNCED={scratch}/synced"]
    r = runner(project, env, "strace", "-f", "-qq", "-o", "/dev/null",
               *preload, "-e", f"trace={call}", "-e",
               f"inject={call}:signal=KILL:when={n}")
    if r.returncode not in (-9, 137):
        return False
    if power:
        cut_power(scratch)
    return True


def one(project, scratch, call, n, power):
    """Whether it was killed, and what is wrong."""
    peer = Peer(f"{BUILD}/tests/peer/peer",
                {"collections": {"orders": ORDERS}})
    try:
        env = dict(os.environ, WEIR_STATE=f"{scratch}/live/state",
                   ARCHIVE_DIR=f"{scratch}/live/archive", STORE_URL=peer.url,
                   PEOPLEVOX_URL=peer.url, PEOPLEVOX_KEY="warehouse-key")
        begin(scratch)
        killed = bool(call) and kill_at(project, scratch, env, call, n,
                                         power)
        for _ in range(4):
            r = runner(project, env)
            if r.returncode in (0, 1):
                break
        if r.returncode not in (0, 1):
            return killed, f"it ends with {r.returncode}\n" + \
                r.stdout.decode()[-1500:]
        return killed, check_end(peer, project, env)
    finally:
        peer.stop()


def instants():
    yield "", 0, False
    for power in (False, True):
        for call in CALLS:
            for n in range(1, MOST) if ALL else SAMPLE:
                yield call, n, power


def main():
    passed = failed = 0
    survived = set()
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=base) as scratch:
        project = f"{scratch}/estate"
        shutil.copytree("tests/kill/estate", project)
        subprocess.run([f"{BUILD}/weir", "build", "-o",
                        f"{project}/build", project], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for call, n, power in instants():
            if (call, power) in survived:
                continue
            killed, wrong = one(project, scratch, call, n, power)
            if call and not killed:
                survived.add((call, power))
            if wrong:
                failed += 1
                how = "power cut" if power else "killed"
                print(f"{how} at {call} {n}: {wrong}")
            else:
                passed += 1
    print(f"kill: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
