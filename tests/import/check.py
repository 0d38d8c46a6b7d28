"""Exports of other platforms: tests/import/<format>/<case>.json (or .yaml),
the graph that is made of it (.graph), and what is found in it (.findings, a
line each). With BLESS=1 both are written anew. Every format has a page and at
least one case, and its cases are recognised without --from."""
import json
import os
import subprocess
import sys

WEIR = os.path.abspath(os.environ["B"] + "/weir")
HERE = "tests/import"
passed = failed = 0


def note(holds, name, why=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"{name}: failed{why and ': ' + why}")


def weir(*args):
    return subprocess.run([WEIR, *args], capture_output=True, text=True,
                          timeout=60)


def findings(path):
    r = weir("check", path, "--format", "json", "--today", "2026-01-01")
    if r.returncode == 2:
        return r.stderr
    lines = []
    for f in json.loads(r.stdout)["findings"]:
        level = "unknown" if f["verdict"] == "unknown" else f["level"]
        lines.append(f'{f["line"]}:{f["column"]} {level}[{f["rule"]}] '
                     f'{f["message"]}\n')
    return "".join(lines)


def compare(path, got):
    if os.environ.get("BLESS"):
        with open(path, "w", encoding="utf-8") as f:
            f.write(got)
    want = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    first = next((f"expected {a!r}, found {b!r}" for a, b in
                  zip(want.splitlines() + [""], got.splitlines() + [""])
                  if a != b), "lengths differ")
    note(want == got and got, path, first)


def case(folder, name):
    path = f"{folder}/{name}"
    stem = path.rsplit(".", 1)[0]
    compare(stem + ".graph", weir("check", path, "--dump", "graph").stdout)
    compare(stem + ".findings", findings(path) or "none\n")


formats = sorted(f[:-2] for f in os.listdir("compiler/import/formats")
                 if f.endswith(".c"))
for one in formats:
    note(os.path.exists(f"compiler/import/formats/{one}.md"), f"{one}.md")
    folder = f"{HERE}/{one}"
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    cases = [n for n in names if n.endswith((".json", ".yaml", ".yml"))]
    note(cases, f"{folder} has a case")
    for name in cases:
        case(folder, name)

print(f"import: {passed} passed, {failed} failed")
sys.exit(failed > 0)
