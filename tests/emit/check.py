"""Tests of the generated C; README.md says which."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

build = os.path.abspath(sys.argv[1])
top = os.getcwd()
weir = f"{build}/weir"
scratch = tempfile.mkdtemp()
passed = failed = 0


def say(good, what):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print("FAILED:", what)


def run(*args, cwd=top, **env):
    return subprocess.run(args, cwd=cwd, check=False, env={**os.environ, **env},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)


# --- what is refused, at its place --------------------------------------------
r = run(f"{build}/tests/emit/refused", "tests/lint/frame.weir",
        *sorted(glob.glob("tests/emit/refused/*.weir")))
n = [int(x) for x in re.findall(r"(\d+) passed, (\d+) failed", r.stdout)[-1]]
passed += n[0]
failed += n[1]
if n[1]:
    print(r.stdout)

# --- it compiles under our own warnings, by both compilers ------------------
makefile = open("Makefile").read().replace("\\\n", " ")
warn = re.search(r"^WARN\s*:=\s*(.*)$", makefile, re.M).group(1).split()
std = re.search(r"^STD\s*:=\s*(.*)$", makefile, re.M).group(1).split()
# gcc alone knows what it has proved; the flag needs an optimiser.
estates = sorted(glob.glob("examples/0*")) + [
    "tests/kill/estate", "tests/faults/orders", "tests/bench/orders",
    "tests/emit/hostile/estate.weir", "tests/emit/lines"]
for estate in estates:
    out = f"{scratch}/{estate.replace('/', '_')}"
    r = run(weir, "build", "--emit", "c", "--no-cc", "-o", out, estate)
    say(r.returncode == 0, f"build {estate}: {r.stdout}")
    files = sorted(glob.glob(f"{out}/*.c") + glob.glob(f"{out}/flows/*.c"))
    say(len(files) >= 2, f"{estate}: {files}")
    for cc in ("gcc", "clang"):
        r = run(cc, *std, *warn, "-Werror", "-fsyntax-only", f"-I{top}",
                f"-I{out}", *files)
        say(r.returncode == 0, f"{cc} {estate}: {r.stdout[:2000]}")
    again = f"{out}-again"
    run(weir, "build", "--emit", "c", "--no-cc", "-o", again, estate)
    say(all(open(f).read() == open(f.replace(out, again)).read()
            for f in files), f"{estate}: other bytes the second time")

# `#line` leads back to the flow: a mistake in the C is shown there.
flow = f"{scratch}/examples_01-orders-to-erp/flows/new_orders.c"
text = open(flow).read()
m = re.search(r'#line (\d+) "([^"]*)"\nstatic bool write_netsuite', text)
line = open(f"examples/01-orders-to-erp/{m.group(2)}").read().split("\n")
say("write  netsuite" in line[int(m.group(1)) - 1], "#line of a write")
back = [(int(x), i) for i, l in enumerate(text.split("\n"), 1)
        for x in re.findall(r'^#line (\d+) "flows/new_orders.c"', l)]
say(back and all(x == i + 1 for x, i in back), "#line back to the file")

# --- names and texts that mean something in C ----------------------------------
host = f"{scratch}/hostile"
shutil.copytree("tests/emit/hostile", host)
with open(f"{host}/in.ndjson", "w") as f:
    f.write('{"errno":"e1","return":7,"a\\"b\\\\c*/":"w","EOF":true}\n'
            '{"errno":"e2","return":-7,"a\\"b\\\\c*/":"w","EOF":true}\n')
r = run(weir, "test", "estate.weir", cwd=host)
say('ok    a "title" */ %s \\' in r.stdout and r.returncode == 0, r.stdout)
r = run(weir, "run", "estate.weir", "--once", cwd=host, DIR=".")
say(r.returncode == 0, r.stdout)
say(open(f"{host}/out.ndjson").read() ==
    '{"errno":"e1\\"*/\\\\n%s7","NULL":"*/ %s \\\\ \U0001F600 ??=","return":7,'
    '"a\\"b\\\\c*/":"w","x":"\\u0001\\t\x7f\'\\"\\\\??/","EOF":true}\n',
    open(f"{host}/out.ndjson").read())
r = run(weir, "runs", "--format", "json", cwd=host)
say(json.loads(r.stdout)["runs"][0]["dropped"] == 1, r.stdout)

# --- the fast path and the steps ------------------------------------------------
good = ('"name":"a","total":"10.50","paid":true,"parts":[{"sku":"s","n":1}],'
        '"extra":{"id":9}')
LINES = [
    b'{"id":1,%s}' % good.encode(),
    b' { "id" : 2 , "total" : 5.10 , "name" : "b" , "paid" : false , '
    b'"parts" : [ ] , "extra" : null } ',
    b'{"id":3,"name":"x\\"\\\\\\u00e9\\n\\/","total":1e1,"paid":true,"parts":[],'
    b'"extra":1,"note":"\\ud83d\\ude00"}',
    '{"id":4,"name":"é😀","total":7,"paid":false,"parts":[],"extra":[],'
    '"note":null,"day":"2026-11-25"}'.encode(),
    b'', b'   ', b'\r',
    b'{"id":5,"x":{"id":50,"total":"z"},%s}\r' % good.encode(),
    b'{"id":6,"id":60,%s}' % good.encode(),
    b'{"i\\u0064":7,%s}' % good.encode(),
    b'{"id":"8",%s,"kind":null}' % good.encode(),
    b'{"id":9.0,%s,"kind":"k"}' % good.encode(),
    b'{"id":10.5,%s}' % good.encode(),
    b'{%s}' % good.encode(),
    b'{"id":12,"name":"gone","total":9,"paid":true,"parts":[],"extra":0}',
    b'{"id":13,"name":"n","total":-1,"paid":true,"parts":[],"extra":0}',
    b'{"id":14,"name":"n","total":0.005,"paid":true,"parts":[],"extra":0}',
    b'{"id":15,"name":"n","total":12345678901234567890123456789.123456789,'
    b'"paid":true,"parts":[],"extra":0}',
    b'{"id":16,"name":"n","total":99999999999999999999999999999999999999,'
    b'"paid":true,"parts":[],"extra":0}',
    b'{"id":17,"name":"%s","total":9,"paid":true,"parts":[],"extra":0}'
    % (b"n" * 31),
    b'{"id":18,"name":1,"total":9,"paid":true,"parts":[],"extra":0}',
    b'{"id":19,"name":"n","total":9,"paid":"true","parts":[],"extra":0}',
    b'{"id":20,"name":"n","total":9,"paid":true,"parts":{},"extra":0}',
    b'{"id":21,"name":"n","total":9,"paid":true,"parts":[{"sku":"a","n":null},'
    b'{"n":2,"sku":"b","more":[[]]}],"extra":0,"day":"25.11.2026"}',
    b'{"id":22,"name":"n","total":9,"paid":true,"parts":[],"extra":0',
    b'{"id":23,"name":"n","total":9,"paid":true,"parts":[],"extra":0}}',
    b'{"id":24,"name":"n\xff","total":9,"paid":true,"parts":[],"extra":0}',
    b'{"id":25,"name":"n\x01","total":9,"paid":true,"parts":[],"extra":0}',
    b'[1]', b'nope', b'null', b'{}',
    b'{"id":26,"name":"long","total":9,"paid":true,"parts":[],"extra":"%s"}'
    % (b"x" * 200000),
    b'{"id":-9223372036854775808,"name":"m","total":-0,"paid":true,"parts":[],'
    b'"extra":0}',
    b'{"id":9223372036854775808,"name":"m","total":9,"paid":true,"parts":[],'
    b'"extra":0}',
    b'{"id":27,"name":"","total":"  9","paid":true,"parts":[],"extra":0}',
    b'{"id":28,"name":"last","total":"9.","paid":true,"parts":[],"extra":0}',
    b'{"id":29,"name":"last","total":9,"paid":true,"parts":[],"extra":0}',
]


# A piece of the file with one of these has no index: all of it goes slowly.
POISON = [l for l in LINES if b"\xff" in l or b"\x01" in l]


def outcome(name, change, lines):
    folder = f"{scratch}/{name}"
    os.mkdir(folder)
    with open(f"{folder}/flow.weir", "w") as f:
        f.write(change(open("tests/emit/lines/flow.weir").read()))
    with open(f"{folder}/in.ndjson", "wb") as f:
        f.write(b"\n".join(lines))
    old = time.time() - 60
    os.utime(f"{folder}/in.ndjson", (old, old))
    r = run(weir, "build", "flow.weir", cwd=folder)
    say(r.returncode == 0, r.stdout)
    fast = "static void block(" in open(
        f"{folder}/build/flows/lines_out.c").read()
    r = run("build/runner", "--once", "lines_out", cwd=folder, DIR=".")
    say(r.returncode == 1, r.stdout[-1000:])
    say(run(weir, "status", "--verify", cwd=folder).returncode == 0, name)
    runs = json.loads(run(weir, "runs", "--format", "json",
                          cwd=folder).stdout)["runs"][0]
    queue = json.loads(run(weir, "queue", "list", "--format", "json",
                           cwd=folder).stdout)["entries"]
    return fast, {
        "out": sorted(open(f"{folder}/out.ndjson", "rb").read().split(b"\n")),
        "counts": {k: runs[k] for k in
                   ("read", "open", "delivered", "parked", "dropped")},
        "parked": sorted((str(e["key"]), str(e["class"]), e["message"])
                         for e in queue)}


def without_fast_path(text):
    return text.replace("  map   o",
                        "  when o.id == -1 { set never = 1 }\n  map   o")


for name, lines in (("clean", [l for l in LINES if l not in POISON]),
                    ("poisoned", LINES)):
    fast, a = outcome(f"{name}-fast", lambda t: t, lines)
    slow, b = outcome(f"{name}-slow", without_fast_path, lines)
    say(fast and not slow, "one has a fast path, the other has none")
    for k in a:
        say(a[k] == b[k],
            f"{name} {k}: fast {[x for x in a[k] if x not in b[k]]}, "
            f"slow {[x for x in b[k] if x not in a[k]]}\n{a['counts']}"
            f"{b['counts']}")
    say(a["counts"]["delivered"] >= 12 and a["counts"]["parked"] >= 12,
        str(a["counts"]))

shutil.rmtree(scratch)
print(f"emit: {passed} passed, {failed} failed")
sys.exit(failed > 0)
