"""Takes the commands out of the recipes in compiler/cli/ci and runs them in a
git repository made for it: a sound project passes all of them and leaves its
artifacts, one with a finding is stopped by the gate and by nothing else. The
same with the commands of the README there, from the baseline on."""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import yaml

BIN = os.path.abspath(os.environ["B"])
RECIPES = "compiler/cli/ci"
EXAMPLE = "examples/01-orders-to-erp"
SOUND = "// What was wrong here is gone.\n"
UNSAFE = "fn nobody() -> string = \"sk_live_0123456789abcdefghij\"\n"
RULE = "security/secret-in-clear"
passed = failed = 0


def note(holds, name):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"{name}: failed")


def load(path):
    with open(path, encoding="utf-8") as f:
        return yaml.safe_load(f)


def recipe(name):
    return load(f"{RECIPES}/{name}")


def pre_commit(hooks):
    # As pre-commit calls a hook: with the files that it is for, or without.
    return [h["entry"] + ("" if h.get("pass_filenames") is False else " FILE")
            for h in hooks]


def commands():
    jobs = recipe("github.yml")["jobs"]["weir"]["steps"]
    yield "github", [s["run"] for s in jobs if "run" in s]
    yield "gitlab", recipe("gitlab-ci.yml")["weir"]["script"]
    yield "pre-commit", pre_commit(recipe("pre-commit.yaml")["repos"][0]["hooks"])
    yield "hooks", pre_commit(load(".pre-commit-hooks.yaml"))


def run(folder, command):
    env = dict(os.environ, PATH=f'{BIN}:{os.environ["PATH"]}', NO_COLOR="1")
    return subprocess.run(shlex.split(command), cwd=folder, env=env,
                          capture_output=True, text=True, timeout=120)


def commit(folder, text):
    run(folder, "git add -A")
    run(folder, "git -c user.email=a@acme.example -c user.name=a "
                f"commit -qm {text}")




def project(folder, sound):
    # A git repository as a runner checks it out: the example, and one item.
    for name in os.listdir(EXAMPLE):
        if name.endswith(".weir") or name in ("weir.yaml", "weir.lock",
                                              "fixtures", "flows", "data"):
            at = f"{EXAMPLE}/{name}"
            (shutil.copytree if os.path.isdir(at) else shutil.copy)(
                at, f"{folder}/{name}")
    if not os.path.exists(f"{folder}/weir.yaml"):
        run(folder, "weir init .")
    run(folder, "git init -q -b main")
    sources = (load(f"{folder}/weir.yaml") or {}).get("sources", ["."])
    os.makedirs(f"{folder}/{sources[0]}", exist_ok=True)
    path = os.path.join(sources[0], "zz_extra.weir")
    with open(f"{folder}/{path}", "w", encoding="utf-8") as f:
        f.write(SOUND if sound else UNSAFE)
    run(folder, f"weir fmt {path}")
    commit(folder, "start")
    return path


def artifacts(folder, system, sound):
    def load_json(name):
        with open(f"{folder}/{name}", encoding="utf-8") as f:
            return json.load(f)

    if system == "github":
        sarif = load_json("weir.sarif")
        found = [r["ruleId"] for r in sarif["runs"][0]["results"]]
        return sarif["version"] == "2.1.0" and sound != (
            RULE in found)
    if system == "gitlab":
        named = recipe("gitlab-ci.yml")["weir"]["artifacts"]["reports"]
        quality = load_json(named["codequality"])
        found = [x["check_name"] for x in quality]
        root = xml.parse(f'{folder}/{named["junit"]}').getroot()
        return sound != (RULE in found) and \
            sound == (int(root.get("failures", "0")) == 0)
    return True


def try_recipes(sound):
    word = "sound" if sound else "unsafe"
    for system, lines in commands():
        with tempfile.TemporaryDirectory() as folder:
            path = project(folder, sound)
            results = {x: run(folder, x.replace("FILE", path)) for x in lines}
            stopped = [x for x in lines if results[x].returncode]
            if sound:
                note(not stopped, f"{system}: {word}: {stopped}")
                for x in stopped:
                    print(results[x].stdout, results[x].stderr)
            else:
                gates = [x for x in lines if "--fail-on error" in x]
                note(len(gates) == 1 and
                     set(stopped) <= {gates[0], "weir test"} and
                     results[gates[0]].returncode == 1 and
                     not results[gates[0]].stderr,
                     f"{system}: {word}: {stopped}")
            if system == "github" and not sound:
                gate = results[gates[0]].stdout
                note(re.search(rf"^::error .*file={re.escape(path)},line=\d+",
                               gate, re.M), "github: the line is marked")
            note(artifacts(folder, system, sound),
                 f"{system}: {word}: artifacts")


def try_readme():
    with open(f"{RECIPES}/README.md", encoding="utf-8") as f:
        blocks = re.findall(r"```sh\n(.*?)```", f.read(), re.S)
    note(len(blocks) == 4, "README: four blocks of commands")
    write, gate, prune, changed = [b.strip().split("\n") for b in blocks]
    with tempfile.TemporaryDirectory() as folder:
        path = project(folder, False)
        for line in write:
            r = run(folder, line)
            note(r.returncode == 0, f"README: {line}: {r.stdout}{r.stderr}")
        commit(folder, "baseline")
        run(folder, "git update-ref refs/remotes/origin/main HEAD")
        note(run(folder, gate[0]).returncode == 0, "README: the gate is open")
        note(run(folder, changed[0]).returncode == 0, "README: nothing changed")
        full = f"{folder}/{path}"
        text = open(full, encoding="utf-8").read()
        open(full, "w", encoding="utf-8").write(
            text + UNSAFE.replace("nobody", "noone"))
        r = run(folder, gate[0])
        note(r.returncode == 1 and "noone" in r.stdout and
             "nobody" not in r.stdout, "README: the gate stops what is new")
        r = run(folder, changed[0])
        note(r.returncode == 1 and "noone" in r.stdout and
             '"nobody"' not in r.stdout, "README: only what changed")
        open(full, "w", encoding="utf-8").write(SOUND)
        before = open(f"{folder}/weir.baseline.json").read().count("\n")
        r = run(folder, prune[0])
        after = open(f"{folder}/weir.baseline.json").read().count("\n")
        note(r.returncode == 0 and after < before, "README: the baseline shrinks")


try_recipes(True)
try_recipes(False)
try_readme()
print(f"ci: {passed} passed, {failed} failed")
sys.exit(failed > 0)
