"""The runner over HTTP: every way to read, to write, to be refused, to wait.

`estate/` is built once. A case (in cases_*.py) plays a source and a target,
runs a flow, and looks at the exit status, at what the target has and how often
it was asked, at the queue and at the counts; world.py looks after each run at
what must always hold. Cases run side by side, for most of them wait.

    python3 tests/http/check.py build/debug [CASE...]
"""
import concurrent.futures
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "peer")]
from world import CASES, World  # noqa: E402

AT_ONCE = 8


class Tools:
    def __init__(self, build, folder):
        self.weir = os.path.abspath(os.path.join(build, "weir"))
        self.peer = os.path.abspath(os.path.join(build, "tests/peer/peer"))
        self.fast = os.path.abspath(os.path.join(build, "tests/http/fast.so"))
        self.net = os.path.abspath(os.path.join(build, "tests/http/net.so"))
        self.checks_memory = "asan" in os.path.abspath(build).split(os.sep)
        self.project = os.path.join(folder, "estate")
        self.program = os.path.join(self.project, "build/runner")
        shutil.copytree(os.path.join(HERE, "estate"), self.project)

    def build(self):
        r = subprocess.run([self.weir, "build", "."], text=True,
                           cwd=self.project, capture_output=True, check=False)
        if r.returncode:
            print((r.stdout + r.stderr)[-8000:])
        return r.returncode == 0


def run(tools, f):
    """None, or what is wrong with it."""
    w = World(tools, f.options)
    begin = time.monotonic()
    try:
        f(w)
    except Exception as e:  # pylint: disable=broad-except
        text = f"{f.__name__}: {type(e).__name__}: {str(e)[:3000]}\n"
        if os.path.exists(w.logs):
            text += "".join(w.log().splitlines(True)[-30:])
        return text
    finally:
        w.close()
    took = time.monotonic() - begin
    if took > 15:
        print(f"{f.__name__}: took {took:.1f}s")
    return None


def main():
    for name in sorted(os.listdir(HERE)):
        if name.startswith("cases_"):
            importlib.import_module(name[:-3])
    names = sys.argv[2:]
    cases = [f for f in CASES if not names or f.__name__ in names]
    cases.sort(key=lambda f: not f.options.get("slow"))
    failed = 0
    with tempfile.TemporaryDirectory() as d:
        tools = Tools(sys.argv[1], d)
        if not cases or not tools.build():
            print("http: 0 passed, 1 failed")
            return 1
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for wrong in pool.map(lambda f: run(tools, f), cases):
                failed += wrong is not None
                if wrong:
                    print(wrong)
    print(f"http: {len(cases) - failed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
