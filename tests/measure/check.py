"""Mutation and metamorphic tests of the rules; see README.md."""
import collections
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

WEIR = os.path.abspath(os.environ["B"] + "/weir")
TODAY = "2026-01-01"
FRAME = "tests/lint/frame.weir"
with open("grammar/weir.y", encoding="utf-8") as grammar:
    WORDS = set(re.findall(r'"([a-z_]+)"', grammar.read())) | {"none"}
passed = failed = 0
fired = collections.Counter()


def note(holds, name, why=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"{name}: failed{why and ': ' + str(why)}")


def check(files):
    """The findings of a project given as {name: text}."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        r = subprocess.run([WEIR, "check", folder, "--format", "json",
                            "--today", TODAY], capture_output=True, timeout=60)
        return json.loads(r.stdout)["findings"] if r.returncode < 2 else None


def formatted(text):
    r = subprocess.run([WEIR, "fmt", "-"], input=text.encode(),
                       capture_output=True, timeout=60)
    return r.stdout.decode() if r.returncode == 0 else None


def rules_of(findings):
    """Of copies it is told which is near to the first; which stands first
    depends on the order, so they count as one."""
    copies = ("truth/duplicated-logic", "truth/diverged-logic")
    return sorted([f["rule"] for f in findings if f["rule"] not in copies] +
                  [c for c in copies if any(f["rule"] == c for f in findings)])


# --- projects ---------------------------------------------------------------

def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def fixture(path):
    files = {"weir.yaml": "weir: 1\nenvironments:\n"
             "  staging: { settings: { STAGE: staging } }\n"
             "  production: { settings: { STAGE: production } }\n",
             "case.weir": read(path)}
    if not re.search(r"^(use|connector) ", files["case.weir"], re.M):
        files["frame.weir"] = read(FRAME)
    return files


def example(folder):
    names = [os.path.relpath(os.path.join(at, n), folder)
             for at, _, all in os.walk(folder) for n in all
             if not at.startswith((f"{folder}/unsafe", f"{folder}/build",
                                   f"{folder}/.state"))]
    return {n: read(f"{folder}/{n}") for n in names
            if n.endswith((".weir", ".yaml", ".csv", ".lock", ".json"))}


# --- items of a file --------------------------------------------------------

ITEM = re.compile(r"^(use|connector|team|queue|record|enum|entity|table|store|"
                  r"fn|map|flow|reconcile|test|waive)\b")


def items(text):
    """The text cut before each item, with the comments in front of it."""
    lines, cuts, depth, quoted = text.splitlines(True), [], 0, False
    for i, line in enumerate(lines):
        if depth == 0 and not quoted and ITEM.match(line):
            j = i
            while j and lines[j - 1].startswith("//"):
                j -= 1
            cuts.append(j)
        if line.count('"""') % 2:
            quoted = not quoted
        bare = re.sub(r'"(\\.|[^"\\])*"|//.*', "", line)
        depth += sum(bare.count(c) for c in "{[(") - \
            sum(bare.count(c) for c in "}])")
    if not cuts:
        return [text]
    cuts[0] = 0
    ends = cuts[1:] + [len(lines)]
    return ["".join(lines[a:b]) for a, b in zip(cuts, ends)]


# --- mutations --------------------------------------------------------------

# What is taken out, the rule that must speak, and what may speak with it.
MUTATIONS = [
    ("an owner of a flow", r"(?m)^flow [^\n]*\{\n(?:(?!^\}).*\n)*?(  owner +\w+\n)",
     "", "ownership/no-owner", ()),
    ("an owner of a queue", r"(?m)^queue \w+ \{(?:(?!^\}).|\n)*?(\bowner +\w+ *\n?)",
     "", "ownership/unowned-queue", ()),
    ("a triage time", r"(\btriage +within +\w+ *\n?)", "",
     "ownership/no-triage-time", ("ownership/late-alert",)),
    ("a retention", r"(?m)^queue \w+ \{(?:(?!^\}).|\n)*?(\bretain +\w+ *\n?)", "",
     "ownership/no-retention", ("retries/short-dedupe-window",)),
    ("a runbook", r"(\brunbook +\"[^\"]*\" *\n?)", "", "ownership/no-runbook", ()),
    ("a timeout", r"(\btimeout +\d+(?:s|m)\b *)", "", "retries/no-timeout",
     ("volume/overlapping-runs", "retries/timeout-not-nested")),
    ("a retry", r"(\bretry +\d+ +times(?: +backoff +\w+(?: +to +\w+)?)?"
     r"(?: +on +\w+(?:, *\w+)*)?)", "", "retries/no-retry",
     ("errors/unreachable-handler",)),
    ("a wait between tries", r"(?:\bretry +\d+ +times)( +backoff +\w+(?: +to +\w+)?)",
     "", "retries/no-backoff", ()),
    ("a pin", r"(?m)^use +\w+(@[\d.]+)", "@latest", "versions/unpinned-connector",
     None),
    ("every route of a flow", r"(?m)^flow [^\n]*\{\n(?:(?!^\}).*\n)*?"
     r"((?:^  on [^\n]*-> *\w+\n)+)(?=\})", "",
     "errors/unrouted-failure", None),
    ("a word for the empty answer", r"(\bempty +ok\b *)", "",
     "errors/no-empty-policy", ()),
    ("an expected volume", r"(?m)^(  expect +\d[^\n]*\n)", "",
     "volume/no-expectation", ("completeness/no-dead-man",)),
    ("a volume within the limit", r"(?m)^  expect +(\d\w*) per (?:day|hour)",
     "900_000_000", "volume/exceeds-rate", ("volume/exceeds-quota",)),
    ("a condition that can hold", r"(?m)^ +keep +(\w+\.\w+ == \"\w+\")",
     lambda m: f'{m.group(1)} and {m.group(1)[:-1]}_not"',
     "structure/overlapping-conditions", ()),
]


# Of a file and a database nothing is asked over a network.
REMOTE = {"retries/no-timeout", "retries/no-retry", "retries/no-backoff",
          "volume/no-expectation", "volume/exceeds-rate"}


def item_at(text, offset):
    """The lines of the top-level item around an offset, from 1."""
    at = 0
    for one in items(text):
        if at <= offset < at + len(one):
            return (text.count("\n", 0, at) + 1,
                    text.count("\n", 0, at + len(one)) + 1)
        at += len(one)
    return 1, text.count("\n") + 1


def mutants(files):
    for name, text in files.items():
        if not name.endswith(".weir") or name == "frame.weir":
            continue
        local = re.search(r"driver +(file|sql)", "".join(files.values()))
        for what, pattern, to, rule, along in MUTATIONS:
            if rule in REMOTE and local:
                continue
            for m in re.finditer(pattern, text):
                a, b = m.span(1)
                put = to(m) if callable(to) else to
                # A comment or a text that looks like it is none.
                line = text[text.rfind("\n", 0, a) + 1:a]
                if "//" in line or line.count('"') % 2:
                    continue
                changed = dict(files)
                changed[name] = text[:a] + put + text[b:]
                yield name, a, what, rule, along, changed


def judge_mutant(case):
    project, before, (name, at, what, rule, along, files) = case
    found = check(files)
    label = f"{project}: without {what} at {name}:{at}"
    if found is None:
        return label, False, "not checked", []
    new = collections.Counter(rules_of(found))
    new.subtract(before)
    spoke = {r for r, n in new.items() if n > 0}
    if any(r == "language/syntax" for r in spoke):
        return label, None, "", []  # not a text that someone writes
    first, last = item_at(files[name], at)
    near = [f for f in found if f["rule"] == rule and
            (f["file"] or "").endswith(name) and
            first <= (f["line"] or 0) <= last]
    others = spoke - {rule} - set(along or ()) if along is not None else set()
    return (label, bool(near) and rule in spoke and not others,
            f"{sorted(spoke)}", found)


# --- what must not matter ---------------------------------------------------

def renamed(files):
    """Teams, queues and flows under other names, everywhere."""
    names = set()
    for text in files.values():
        names |= set(re.findall(r"(?m)^(?:team|queue|flow) +([a-z_]\w*)", text))
    # A name that is also a field, a word of the language or in a text stays.
    names -= WORDS
    rest = "\n".join(files.values())
    names = {n for n in names if not re.search(
        rf'\bper +{n}\b|"[^"\n]*\b{n}\b[^"\n]*"|\.{n}\b|\b{n} *[:=]|// .*\b{n}\b', rest)}
    out = {}
    for file, text in files.items():
        for n in sorted(names):
            text = re.sub(rf"\b{n}\b", f"{n}_renamed", text)
        out[file] = text
    return out


def variants(files):
    texts = {n: t for n, t in files.items() if n.endswith(".weir")}
    rest = {n: t for n, t in files.items() if n not in texts}
    laid = {n: formatted(t) for n, t in texts.items()}
    if all(laid.values()):
        yield "in the canonical layout", {**rest, **laid}
    yield "with its items turned round", {
        **rest, **{n: "\n".join(reversed(items(t))) for n, t in texts.items()}}
    yield "with a file an item", {
        **rest, **{f"{n[:-5]}_{i}.weir": one for n, t in texts.items()
                   for i, one in enumerate(items(t))}}
    yield "under other names", {**rest, **renamed(texts)}


def judge_variant(case):
    project, before, (what, files) = case
    found = check(files)
    got = rules_of(found) if found is not None else None
    why = ""
    if got is not None and got != before:
        a, b = collections.Counter(before), collections.Counter(got)
        why = f"gone {dict(a - b)}, new {dict(b - a)}"
    return f"{project} {what}", got == before, why, found or []


# --- routes -----------------------------------------------------------------

def without_routes(files):
    for name, text in files.items():
        if not name.endswith(".weir") or name == "frame.weir":
            continue
        for m in re.finditer(r"(?m)^ *on [^\n{]*-> *[^\n{]*\n", text):
            changed = dict(files)
            changed[name] = text[:m.start()] + text[m.end():]
            yield name, text.count("\n", 0, m.start()) + 1, changed


def judge_route(case):
    project, before, (name, line, files) = case
    found = check(files)
    # What is said of the route itself goes with it.
    kept = [f for f in before if not (f["line"] == line and
                                      (f["file"] or "").endswith(name))]
    stopped = any(f["rule"].startswith("language/") for f in found or [])
    return (f"{project} without the route at {name}:{line}",
            stopped or (found is not None and len(found) >= len(kept)),
            f"{len(kept)} findings, then {len(found or [])}", found or [])


# --- all of it --------------------------------------------------------------

def main():
    good = {p: fixture(p) for p in
            sorted(glob.glob("tests/lint/*/*/good*.weir"))}
    bad = {p: fixture(p) for p in sorted(glob.glob("tests/lint/*/*/bad*.weir"))}
    sound = {p: example(p) for p in sorted(glob.glob("examples/[0-9]*"))}
    pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
    everything = {**good, **bad, **sound}
    before = dict(zip(everything, pool.map(check, everything.values())))
    for p, found in before.items():
        note(found is not None, f"{p} is checked")
        fired.update(rules_of(found or []))
    ok = [p for p in everything if before[p] is not None]

    cases = [(p, rules_of(before[p]), v) for p in ok
             for v in variants(everything[p])]
    for label, holds, why, found in pool.map(judge_variant, cases):
        note(holds, label, why)

    cases = [(p, before[p], r) for p in ok if p in good or p in sound
             for r in without_routes(everything[p])]
    for label, holds, why, found in pool.map(judge_route, cases):
        note(holds, label, why)
        fired.update(rules_of(found))

    cases = [(p, collections.Counter(rules_of(before[p])), m) for p in sound
             for m in mutants(sound[p])]
    kinds = collections.Counter()
    for case, (label, holds, why, found) in zip(
            cases, pool.map(judge_mutant, cases)):
        if holds is None:
            continue
        note(holds, label, why)
        kinds[case[2][2]] += 1
        fired.update(rules_of(found))
    for what, *_ in MUTATIONS:
        note(kinds[what], f"there is {what} to take out")
    report()


def report():
    r = subprocess.run([WEIR, "rules", "--format", "json"],
                       capture_output=True, text=True)
    ids = sorted(x["rule"] if "rule" in x else x["id"]
                 for x in json.loads(r.stdout)["rules"])
    for rule in ids:
        print(f"{fired[rule]:6}  {rule}")
    silent = [r for r in ids if not fired[r]]
    print(f"{len(ids) - len(silent)} of {len(ids)} rules fired; not here: "
          f"{', '.join(silent) or 'none'}")


main()
print(f"measure: {passed} passed, {failed} failed")
sys.exit(failed > 0)
