"""A service takes what comes, again and again, and ends when it is told."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "tests/peer")
from client import Peer  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
WEIR = f"{BUILD}/weir"
result = {"passed": 0, "failed": 0}


def expect(what, good):
    result["passed" if good else "failed"] += 1
    if not good:
        print(what)


def until(seconds, holds):
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def drop(folder, name, *ids):
    """A file that appears whole, as a careful sender does it."""
    aside = f"{folder}/{name}.part"
    with open(aside, "w", encoding="utf-8") as f:
        f.writelines(json.dumps({"id": i, "total": 1.5}) + "\n" for i in ids)
    os.rename(aside, f"{folder}/in-{name}")


def written(folder):
    path = f"{folder}/out.ndjson"
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as f:
        return [json.loads(line)["id"] for line in f]


def thing(n):
    return {"id": f"t{n}", "updated_at": f"2026-11-23T10:00:0{n}Z"}


def copies(peer):
    return [d["key"] for d in peer.state()["collections"].get("copies", [])]


def main():
    with tempfile.TemporaryDirectory() as d:
        shutil.copytree("tests/serve/estate", f"{d}/estate")
        peer = Peer(f"{BUILD}/tests/peer/peer",
                    {"collections": {"things": [thing(1)]}})
        env = dict(os.environ, BOX_DIR=d, STORE_URL=peer.url,
                   WEIR_STATE=f"{d}/state")
        drop(d, "a.ndjson", "a1", "a2")
        subprocess.run([WEIR, "build", "-o", f"{d}/estate/build",
                        f"{d}/estate"], check=True,
                       stdout=subprocess.DEVNULL)
        with open(f"{d}/log", "wb") as log:
            p = subprocess.Popen([f"{d}/estate/build/runner", "--from", "all"],
                                 cwd=d, env=env, stdout=log, stderr=log)
        expect("a file that was there is taken",
               until(15, lambda: written(d) == ["a1", "a2"]))
        expect("a schedule runs", until(15, lambda: copies(peer) == ["t1"]))
        drop(d, "b.ndjson", "b1")
        expect("a file that is dropped in is taken",
               until(15, lambda: written(d) == ["a1", "a2", "b1"]))
        drop(d, "c.ndjson", "c1")
        expect("and the next one",
               until(15, lambda: written(d) == ["a1", "a2", "b1", "c1"]))
        peer.command({"do": "seed",
                      "data": {"collections": {"things": [thing(2)]}}})
        expect("what is new is copied by a later run",
               until(15, lambda: copies(peer) == ["t1", "t2"]))
        runs = subprocess.run([WEIR, "runs", "--format", "json"], env=env,
                              check=True, capture_output=True).stdout
        taken = [r["read"] for r in json.loads(runs)["runs"]
                 if r["flow"] == "dropped"]
        expect(f"a folder without news makes no run: {taken}",
               sorted(taken) == [1, 1, 2])
        p.send_signal(signal.SIGTERM)
        status = p.wait(30)
        expect(f"it ends with 0 when it is told to: {status}", status == 0)
        status = subprocess.run([WEIR, "status", "--verify"], env=env,
                                check=False, capture_output=True)
        expect("the ledger holds", status.returncode == 0)
        peer.stop()
        if result["failed"]:
            with open(f"{d}/log", encoding="utf-8") as f:
                print("".join(f.readlines()[-40:]))
    print(f"serve: {result['passed']} passed, {result['failed']} failed")
    return result["failed"] != 0


sys.exit(main())
