"""Runs of a flow that is written by hand as the compiler would write it: the
block path, files, kills, and the statuses of the runner."""
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(sys.argv[1])
PROGRAM = f"{BUILD}/tests/run/block"
LINES = 100_000  # two blocks of 64 MiB, and some
result = {"passed": 0, "failed": 0}


def expect(what, have, want):
    good = have == want
    result["passed" if good else "failed"] += 1
    if not good:
        print(f"{what}: {str(have)[:300]}, not {str(want)[:300]}")


def line(i):
    kind = "odd" if i % 20_000 == 7 else "yes" if i % 10 == 0 else "no"
    n = -1 if i == 7 else i
    return '{"pad":"%s","n":%d,"kind":"%s"}' % ("x" * 1400, n, kind)


def kept():
    """The numbers that the output has to hold, each once."""
    return sorted(i for i in range(LINES)
                  if i % 10 == 0 or (i % 20_000 == 7 and i != 7))


class Place:
    """A folder with an inbox, a state and an output."""

    def __init__(self, source):
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = tempfile.TemporaryDirectory(dir=base)
        self.path = self.dir.name
        os.mkdir(f"{self.path}/in")
        if source:
            os.link(source, f"{self.path}/in/a.ndjson")
        self.env = dict(os.environ, FILES_DIR=self.path,
                        WEIR_STATE=f"{self.path}/state")

    def run(self, *before, args=("--once",)):
        # Who is traced can't look for leaks.
        env = dict(self.env, ASAN_OPTIONS="detect_leaks=0") if before \
            else self.env
        return subprocess.run([*before, PROGRAM, *args], env=env,
                              check=False, timeout=60,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)

    def weir(self, *args):
        return subprocess.run([f"{BUILD}/weir", *args], env=self.env,
                              check=False, timeout=60, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)

    def numbers(self):
        with open(f"{self.path}/out.ndjson", encoding="utf-8") as f:
            lines = list(f)
        broken = [text[-80:] for text in lines if '"n":' not in text]
        if broken:
            return [f"{len(broken)} lines that are none", broken[0]]
        return sorted(int(text[text.index('"n":') + 4:].split(",")[0])
                      for text in lines)

    def rows(self, sql):
        db = sqlite3.connect(f"file:{self.path}/state/state.db?mode=ro",
                             uri=True)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def end(self):
        self.dir.cleanup()


def whole(source):
    p = Place(source)
    expect("a run that parks one", p.run().returncode, 1)
    expect("its output", p.numbers() == kept(), True)
    expect("its counts", p.rows(
        "SELECT read,open,delivered,parked,dropped FROM run"),
        [(LINES, 0, len(kept()), 1, LINES - len(kept()) - 1)])
    verify = p.weir("status", "--verify")
    expect("its proofs", (verify.returncode, verify.stdout),
           (0, "V1 to V10 hold\n"))
    expect("a second run", p.run().returncode, 0)
    os.utime(f"{p.path}/in/a.ndjson", (1, 1))
    expect("a run after the file was touched", p.run().returncode, 0)
    expect("the output is not longer", p.numbers() == kept(), True)
    shutil.copy(f"{p.path}/in/a.ndjson", f"{p.path}/in/a.new")
    with open(f"{p.path}/in/a.new", "a", encoding="utf-8") as f:
        f.write(line(10) + "\n")
    os.rename(f"{p.path}/in/a.new", f"{p.path}/in/a.ndjson")
    os.utime(f"{p.path}/in/a.ndjson", (5, 5))
    expect("a changed file is another", p.run().returncode, 1)
    expect("its lines come again", len(p.numbers()), 2 * len(kept()) + 1)
    p.end()


def killed(source):
    instants = [("fdatasync", n) for n in range(6, 26, 2)] + \
               [("pwrite64", n) for n in (3, 12, 30, 50, 70, 90)] + \
               [("pread64", n) for n in (3, 70, 140)] + \
               [("renameat", 1), ("ftruncate", 1)]
    for call, n in instants:
        p = Place(source)
        p.run("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
              "-e", f"inject={call}:signal=KILL:when={n}")
        for _ in range(3):
            status = p.run().returncode
            if status in (0, 1):
                break
        expect(f"killed at {call} {n}, the next run", status in (0, 1), True)
        expect(f"killed at {call} {n}, the output", p.numbers() == kept(), True)
        expect(f"killed at {call} {n}, the proofs",
               p.weir("status", "--verify").returncode, 0)
        p.end()


def ill_disk(source):
    """A failed sync ends the run at once (5); a full disk loses nothing."""
    for error, call, when, wanted in [
            ("EIO", "fdatasync", "9", {5}), ("EIO", "fdatasync", "14", {5}),
            ("EIO", "pwrite64", "60", {5}), ("EIO", "fdatasync", "2", {5}),
            ("ENOSPC", "pwrite64", "60..62", {2}),
            ("ENOSPC", "pwrite64", "110..116", {1, 4}),
            ("ENOSPC", "pwrite64", "130..140", {1, 4}),
            ("ENOSPC", "fdatasync", "12", {1, 4, 5})]:
        p = Place(source)
        r = p.run("strace", "-f", "-qq", "-o", "/dev/null", "-e",
                  f"trace={call}", "-e",
                  f"inject={call}:error={error}:when={when}")
        status = r.returncode
        expect(f"{error} at {call} {when}: {status}", status in wanted, True)
        if when == "110..116":
            expect(f"{error} at {call} {when} is told",
                   b"disk is full: nothing more is read" in r.stdout,
                   True)
        for _ in range(3):
            status = p.run().returncode
            if status in (0, 1):
                break
        name = f"{error} at {call} {when}, the next run"
        expect(name, (status in (0, 1), p.numbers() == kept()), (True, True))
        expect(f"{name}, the proofs",
               p.weir("status", "--verify").returncode, 0)
        p.end()


def semantics():
    """The tests of estates: parts, branches, calls, routes, answers."""
    for estate in ("estate", "steps", "names", "mixed"):
        with tempfile.TemporaryDirectory() as d:
            shutil.copytree(f"tests/run/{estate}", d, dirs_exist_ok=True)
            r = subprocess.run([f"{BUILD}/weir", "test", d], check=False,
                               text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
            ended = re.search(r"(\d+) passed, (\d+) failed\n$", r.stdout)
            result["passed"] += int(ended[1]) if ended else 0
            expect(f"the tests of {estate}",
                   (r.returncode, "FAIL" in r.stdout, ended is not None),
                   (0, False, True))
            if r.returncode:
                print(r.stdout[-3000:], r.stderr[-3000:])


def stopped():
    """A service ends with 0 at SIGTERM, wherever it is."""
    p = Place(None)
    r = subprocess.Popen([PROGRAM], env=p.env, stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    r.send_signal(signal.SIGTERM)
    expect("a service that is told to stop", r.wait(20), 0)
    expect("it left the state clean",
           p.rows("SELECT value FROM meta WHERE name='clean'"), [(1,)])
    p.end()


def refused():
    p = Place(None)
    del p.env["FILES_DIR"]
    r = p.run()
    expect("a missing setting", (r.returncode, b'"FILES_DIR"' in r.stdout),
           (2, True))
    p.env["FILES_DIR"] = p.path
    r = p.run(args=("--once", "flter"))
    expect("a flow that is not there",
           (r.returncode, r.stdout), (2, b'error: there is no flow "flter"; did you mean "filter"?\n'))
    r = p.run(args=("--wrong",))
    expect("an unknown option",
           (r.returncode, b"--wrong" in r.stdout), (2, True))
    expect("tests, without one", p.run(args=("--test",)).returncode, 2)
    p.end()


def linked():
    """What a link leads to, out of the folder or in it, is not read."""
    p = Place(None)
    with tempfile.TemporaryDirectory() as d:
        for folder in (d, f"{p.path}/beside"):
            os.makedirs(folder, exist_ok=True)
            with open(f"{folder}/a.ndjson", "w", encoding="utf-8") as f:
                f.write(line(10) + "\n")
            os.utime(f"{folder}/a.ndjson", (1000, 1000))
            os.rmdir(f"{p.path}/in")
            os.symlink(folder, f"{p.path}/in")
            expect("a run with a link for its folder", p.run().returncode in
                   (0, 1, 3), True)
            expect("nothing of it is read",
                   p.rows("SELECT sum(read) FROM run"), [(0,)])
            os.unlink(f"{p.path}/in")
            os.mkdir(f"{p.path}/in")
            os.symlink(f"{folder}/a.ndjson", f"{p.path}/in/a.ndjson")
            p.run()
            expect("nothing of a link for a file",
                   p.rows("SELECT sum(read) FROM run"), [(0,)])
            os.unlink(f"{p.path}/in/a.ndjson")
        os.link(f"{p.path}/beside/a.ndjson", f"{p.path}/in/a.ndjson")
        expect("a file that is there", p.run().returncode, 0)
        expect("it is read", p.rows("SELECT sum(read) FROM run"), [(1,)])
    p.end()


def damaged(source):
    p = Place(source)
    p.run()
    with sqlite3.connect(f"{p.path}/state/state.db") as db:
        db.execute("UPDATE run SET read=read+1,delivered=delivered+1")
    db.close()
    expect("a state that contradicts itself",
           (p.run().returncode, p.weir("status", "--verify").returncode),
           (5, 1))
    with open(f"{p.path}/state/state.db", "r+b") as f:
        f.seek(0)
        f.write(b"not a database, not a database")
    expect("a state that is none", p.run().returncode in (2, 5), True)
    p.end()


def main():
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=base) as d:
        source = f"{d}/a.ndjson"
        with open(source, "w", encoding="utf-8") as f:
            f.write("".join(line(i) + "\n" for i in range(LINES)))
        os.utime(source, (1000, 1000))
        whole(source)
        os.utime(source, (1000, 1000))
        killed(source)
        ill_disk(source)
        damaged(source)
    semantics()
    stopped()
    refused()
    linked()
    print(f"run: {result['passed']} passed, {result['failed']} failed")
    return result["failed"] != 0


if __name__ == "__main__":
    sys.exit(main())
