"""Takes the commands out of the recipes in compiler/cli/ci and runs them in a
repository made for it: a sound project passes all of them and leaves its
artifacts, one with a finding is stopped by the gate and by nothing else."""
import json
import os
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import yaml

BIN = os.path.abspath(os.environ["B"])
RECIPES = "compiler/cli/ci"
passed = failed = 0


def note(holds, name):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"{name}: failed")


def recipe(name):
    with open(f"{RECIPES}/{name}", encoding="utf-8") as f:
        return yaml.safe_load(f)


def commands():
    jobs = recipe("github.yml")["jobs"]["weir"]["steps"]
    yield "github", [s["run"] for s in jobs if "run" in s]
    yield "gitlab", recipe("gitlab-ci.yml")["weir"]["script"]
    hooks = recipe("pre-commit.yaml")["repos"][0]["hooks"]
    yield "pre-commit", [h["entry"] + (
        "" if h.get("pass_filenames") is False else " first.weir")
        for h in hooks]


def run(folder, command):
    env = dict(os.environ, PATH=f'{BIN}:{os.environ["PATH"]}', NO_COLOR="1")
    return subprocess.run(shlex.split(command), cwd=folder, env=env,
                          capture_output=True, text=True, timeout=120)


def project(folder, sound):
    # A git repository as a runner checks it out.
    run(folder, "weir init .")
    names = [f"{at}/{n}" for at, _, all in os.walk(folder) for n in all
             if n.endswith(".weir")]
    for path in names:
        text = open(path, encoding="utf-8").read()
        if not sound:
            text += "\nteam nobody {\n  contact \"n@acme.example\"\n}\n"
            text += ("\nqueue lost {\n  triage within 1h\n  retain 30d\n"
                     "  alert when depth > 1\n}\n")
        open(path, "w", encoding="utf-8").write(text)
    run(folder, "git init -q")
    run(folder, "git add .")
    run(folder, "git -c user.email=a@acme.example -c user.name=a commit -qm a")
    return names


def artifacts(folder, system):
    if system == "github":
        with open(f"{folder}/weir.sarif", encoding="utf-8") as f:
            return json.load(f)["version"] == "2.1.0"
    if system == "gitlab":
        named = recipe("gitlab-ci.yml")["weir"]["artifacts"]["reports"]
        with open(f'{folder}/{named["codequality"]}', encoding="utf-8") as f:
            return isinstance(json.load(f), list) and \
                xml.parse(f'{folder}/{named["junit"]}').getroot() is not None
    return True


for sound in (True, False):
    for system, lines in commands():
        with tempfile.TemporaryDirectory() as folder:
            names = project(folder, sound)
            word = "sound" if sound else "unsafe"
            note(names, f"{system}: a project is made")
            stopped = []
            for line in lines:
                line = line.replace("first.weir", names[0])
                r = run(folder, line)
                if r.returncode != 0:
                    stopped.append(line)
                    if sound:
                        print(line, r.stdout, r.stderr)
            if sound:
                note(not stopped, f"{system}: {word}: {stopped}")
            else:
                gate = [s for s in stopped if "--fail-on error" in s]
                note(len(gate) == 1, f"{system}: {word}: {stopped}")
                note(not [s for s in stopped if "--fail-on never" in s],
                     f"{system}: a report fails nothing")
            note(artifacts(folder, system), f"{system}: {word}: artifacts")

print(f"ci: {passed} passed, {failed} failed")
sys.exit(failed > 0)
