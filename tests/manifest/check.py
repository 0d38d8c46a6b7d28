"""Manifests against their schema, against themselves, and read back."""
import glob
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

build = os.path.abspath(sys.argv[1])
top = os.getcwd()
weir = f"{build}/weir"
passed = failed = 0


def say(good, what):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print("FAILED:", what)


def run(*args, cwd=top):
    return subprocess.run([weir, *args], cwd=cwd, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def words(path, macro):
    text = re.sub(r"/\*.*?\*/", "", open(path).read(), flags=re.S)
    return re.findall(macro + r'\(\w+,\s*"([^"]*)"', text)


schema = json.load(open("compiler/emit/manifest.schema.json"))
defs = schema["$defs"]
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

# The schema's words are those of the tables the compiler is made from.
say(defs["node"]["properties"]["kind"]["enum"] ==
    words("compiler/graph/kinds.def", "NODE"), "kinds of nodes")
say(defs["settings"]["items"]["properties"]["name"]["enum"] ==
    words("compiler/graph/settings.def", "SETTING"), "names of settings")
say(defs["class"]["enum"] == words("stdlib/value/classes.def", "CLASS"),
    "error classes")
for field, macro in (("verb", "VERB"), ("kind", "CALL")):
    say(defs["operation"]["properties"][field]["enum"] ==
        words("compiler/graph/words.def", macro)[1:], macro)

scratch = tempfile.mkdtemp()
estates = sorted(glob.glob("examples/0*")) + sorted(
    glob.glob("tests/graph/*.weir")) + ["tests/kill/estate"]
estates += [f for f in sorted(glob.glob("tests/check/*/good*.weir"))
            if f not in ("tests/check/bad_file/good.weir",
                         "tests/check/wrong_test/good.weir")]

# Every construct, findings or not: the same graph, findings and bytes.
r = subprocess.run([f"{build}/tests/manifest/roundtrip", "-o", scratch,
                    *estates], check=False, stdout=subprocess.PIPE)
say(r.stdout.decode().endswith(f"{len(estates)} passed, 0 failed\n"),
    r.stdout.decode())
for path in sorted(glob.glob(f"{scratch}/*.json")):
    document = json.load(open(path))
    wrong = [f"{list(e.path)}: {e.message[:200]}"
             for e in validator.iter_errors(document)]
    say(not wrong, f"{os.path.basename(path)}: {wrong[:3]}")
    say(yaml.safe_load(open(path[:-5] + ".yaml")) == document,
        f"{path}: JSON and YAML say two things")

# A schema that takes everything proves nothing.
for change in (lambda d: d.update(kind="weir.dev/manifest/v2"),
               lambda d: d["flows"][0]["nodes"][0].update(kind="nothing"),
               lambda d: d["flows"][0].update(extra=1),
               lambda d: d["flows"][0]["edges"][0].pop("to")):
    document = json.load(open(glob.glob(f"{scratch}/examples_01*.json")[0]))
    change(document)
    say(list(validator.iter_errors(document)), "a wrong manifest is valid")

# The command line: twice, from another folder, the same bytes; each flow's
# manifest is valid and is judged alike.
for example in sorted(glob.glob("examples/0*")):
    name = os.path.basename(example)
    one, two = f"{scratch}/{name}-1", f"{scratch}/{name}-2"
    copy = f"{scratch}/elsewhere/{name}"
    shutil.copytree(example, copy)
    say(run("build", "--emit", "manifest", "-o", one, example).returncode == 0,
        f"build {name}")
    run("build", "--emit", "manifest", "-o", two, ".", cwd=copy)
    files = sorted(os.path.relpath(f, one) for f in
                   glob.glob(f"{one}/**/*.manifest.*", recursive=True))
    say(len(files) >= 4, f"{name}: {files}")
    here = json.loads(run("check", "--format", "json", ".", cwd=copy).stdout)
    for f in files:
        text = open(f"{one}/{f}", "rb").read()
        say(text == open(f"{two}/{f}", "rb").read(),
            f"{name}/{f}: other bytes from another folder")
        say(top.encode() not in text and scratch.encode() not in text,
            f"{name}/{f}: a path of this machine")
        if f.endswith(".json"):
            wrong = list(validator.iter_errors(json.loads(text)))
            say(not wrong, f"{name}/{f}: {wrong[:2]}")
        there = run("check", "--format", "json", f"{one}/{f}")
        say(there.returncode == 0, there.stdout.decode()[-500:])
        if f.startswith("estate."):
            there = json.loads(there.stdout)
            say([(x["rule"], x["line"], x["column"], x["message"])
                 for x in there["findings"]] ==
                [(x["rule"], x["line"], x["column"], x["message"])
                 for x in here["findings"]], f"{name}/{f}: other findings")

# What is no manifest gets one message with a place and a remedy, and status 2.
broken = f"{scratch}/broken.manifest.json"
whole = open(f"{scratch}/01-orders-to-erp-1/estate.manifest.json").read()


def refused(text, mistakes=1):
    open(broken, "w").write(text)
    r = run("check", "--fail-on", "never", broken)
    said = r.stdout.decode()
    return r.returncode == 2 and "broken.manifest.json:" in said and \
        said.count("error[import/bad-manifest]") == mistakes, said[-400:]


for cut in (lambda t: t.replace('"from": 1,', '"from": 999999,', 1),
            lambda t: t.replace("weir.dev/manifest/v1", "weir.dev/manifest/v9"),
            lambda t: t.replace('"queue": "', '"queue": "no_', 1),
            lambda t: t.replace('"type": "', '"type": "[', 1),
            lambda t: t.replace('"scope": "estate"',
                                '"scope": "flow",\n  "flow": "gone"', 1),
            lambda t: t.replace('"scope"', '"scope": "estate", "scope"', 1),
            lambda t: t[:len(t) // 2]):
    good, said = refused(cut(whole))
    say(good, said)

# Each mistake is told, each with the way out of it.
document = json.loads(whole)
del document["scope"]
document["extra"] = 1
flow = document["flows"][0]
del flow["edges"], flow["trigger"], flow["nodes"][0]["kind"]
flow["nodes"][1]["kind"] = "wirte"
flow["nodes"][2]["name"] = 7
flow["blocks"] = []
flow["name_at"] = "12:3"
document["sources"][0]["digest"] = "sha256:0"
good, said = refused(json.dumps(document), 10)
said = run("check", broken).stdout.decode()
say(good and said.count("= help: ") == 10, said)
for place in ("/flows/0", "/flows/0/nodes/0", "/flows/0/nodes/1/kind",
              "/flows/0/nodes/2/name", "/flows/0/blocks",
              "/sources/0/digest"):
    say(f"= note: it is at {place}\n" in said, f"{place} in {said}")
open(broken, "w").write('{"kind":"weir.dev/manifest/v1","scope":"estate",'
                        '"format":"weir"}')
r = run("check", broken)
say(r.returncode == 2 and b"nothing to check" in r.stdout, r.stdout.decode())
document = json.loads(whole)
for n in document["flows"][0]["nodes"]:
    n["extra"] = 1
    n["more"] = 1
document["flows"] *= 20
good, said = refused(json.dumps(document), 20)
say(good and "20 mistakes are told of a manifest" in said, said)

# Whatever the validator refuses is refused: parts taken out, added, replaced.
random = random.Random(7)
tried = 0
for path in sorted(glob.glob(f"{scratch}/*.json")):
    text = open(path).read()
    for _ in range(2 if len(text) < 60000 else 0):
        document = json.loads(text)
        at = document
        while True:
            keys = list(at) if isinstance(at, dict) else range(len(at))
            key = random.choice(list(keys))
            below = at[key]
            if not isinstance(below, (dict, list)) or random.random() < 0.15:
                break
            at = below
        change = random.randrange(3)
        if change == 0:
            del at[key]
        elif change == 1 and isinstance(at, dict):
            at["unknown"] = at[key]
        else:
            at[key] = random.choice([0, -1, 1.5, "", "x", [], {}, True, None])
        if list(validator.iter_errors(document)):
            open(broken, "w").write(json.dumps(document))
            r = run("check", broken)
            said = r.stdout.decode()
            tried += 1
            say(r.returncode == 2 and (
                "error[import/bad-manifest]" in said or
                # without its kind it is none
                "is no .weir file, no manifest" in said) and "= help: " in said,
                f"{path}, {key} in {str(at)[:200]}: {said[-300:]}")
say(tried > 40, f"{tried} manifests were broken")

# A finding about a text that is not here shows no line of it.
found = [x for x in (run("check", "--fail-on", "never", f).stdout.decode()
                     for f in sorted(glob.glob(f"{scratch}/*.json"))
                     if f != broken)
         if " --> " in x]
say(len(found) > 5, f"findings in {len(found)} manifests")
for said in found:
    say("^" not in said and "\n1 |" not in said, said[-600:])

shutil.rmtree(scratch)
print(f"manifest: {passed} passed, {failed} failed")
sys.exit(failed > 0)
