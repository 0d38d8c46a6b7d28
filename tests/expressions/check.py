"""Computes every case of cases.txt three times: folded by the checker from
constants, in a running flow from the fields of a record, and there in a fn.
All three must be what the case says."""
import json
import os
import re
import subprocess
import sys
import tempfile
from decimal import Decimal

BUILD = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
PER_FLOW = 60
VALUE = re.compile(r"<<(?:([^<>=\"]+?) = )?(.*?)>>")
UNITS = {"ms": "S", "s": "S", "m": "M", "h": "H", "d": "D"}
result = {"passed": 0, "failed": 0}


def type_of(text):
    """The type of a literal that says it itself."""
    for pattern, name in [
            (r'"', "string"), (r"-?\d[\d_]*$", "int"),
            (r"-?[\d.]+%?$", "decimal"), (r"-?[\d.]+ [A-Z]{3}$", "money"),
            (r"(true|false)$", "bool"), (r"\d{4}-\d\d-\d\d$", "date"),
            (r"\d\d:\d\d", "time"), (r"\d{4}-\d\d-\d\dT", "timestamp"),
            (r"(\d+(ms|s|m|h|d))+$", "duration"), (r"to_bytes", "bytes")]:
        if re.match(pattern, text):
            return name
    if text.startswith("[") and text != "[]":
        return f"[{type_of(split(text[1:-1])[0])}]"
    raise ValueError(f"say the type of {text}")


def split(text):
    """The parts of a list's text."""
    parts, depth, quoted, start = [], 0, False, 0
    for i, c in enumerate(text):
        quoted ^= c == '"' and text[i - 1:i] != "\\"
        depth += 0 if quoted else (c in "[{(") - (c in "]})")
        if c == "," and depth == 0 and not quoted:
            parts.append(text[start:i].strip())
            start = i + 1
    return parts + ([text[start:].strip()] if text[start:].strip() else [])


def duration(text):
    date, clock = "", ""
    for n, unit in re.findall(r"(\d+)(ms|s|m|h|d)", text):
        if unit == "d":
            date += n + "D"
        else:
            clock += (f"{int(n) / 1000:.3f}" if unit == "ms" else n) \
                + UNITS[unit]
    return "P" + date + ("T" + clock if clock else "")


def wire(kind, text):
    """A literal as JSON."""
    kind = kind.rstrip("?")
    if text == "null":
        return "null"
    if kind == "string" or "Colour" in kind:
        return json.dumps(json.loads(text.replace("\\{", "{")))
    if kind in ("int", "bool"):
        return text.replace("_", "")
    if kind == "decimal":
        return f"{Decimal(text[:-1]).scaleb(-2)}" if text[-1] == "%" else text
    if kind == "duration":
        return json.dumps(duration(text))
    if kind == "bytes":
        import base64
        return json.dumps(base64.b64encode(
            json.loads(text[9:-1]).encode()).decode())
    if kind == "any":
        return json.loads(text[10:-1].replace("\\{", "{"))
    if kind[0] == "[":
        return "[" + ",".join(wire(kind[1:-1], t)
                              for t in split(text[1:-1])) + "]"
    if kind[0] == "{":
        inner = kind[kind.index(":") + 1:-1].strip()
        return "{" + ",".join(
            t.partition(":")[0] + ":" + wire(inner, t.partition(":")[2].strip())
            for t in split(text[1:-1])) + "}"
    return json.dumps(text)


class Case:
    """One line: an expression with its <<values>>, its type, its result."""

    def __init__(self, number, line):
        self.number = number
        self.text, sign, rest = re.match(r"(.*) (=[>!~]) (.*)", line).groups()
        self.ways = ("run", "fn") + (() if sign in "=!=~" else ("folded",))
        self.refused = sign == "=!"
        self.kind, _, self.want = rest.strip().partition(" ")
        if self.kind.startswith("{"):
            self.kind, _, self.want = rest.strip().partition("} ")
            self.kind += "}"
        self.values = []
        for kind, text in VALUE.findall(self.text):
            self.values.append((kind or type_of(text), text))
        self.name = f"c{number}"

    def fill(self, value):
        it = iter(range(len(self.values)))
        return VALUE.sub(lambda _: value(next(it)), self.text)

    def constant(self):
        def text(i):
            kind, literal = self.values[i]
            return f"({literal})" if literal.startswith("-") else \
                f'({literal} as {kind})' if "Colour" in kind else literal
        return self.fill(text)

    def fields(self):
        return [f"{self.name}_{i}: {kind}"
                for i, (kind, _) in enumerate(self.values)]

    def result(self):
        return self.kind.rstrip("?") + "?"


def cases():
    with open(f"{HERE}/cases.txt", encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.strip() and not line.startswith("#"):
                yield Case(number, line.rstrip("\n"))


def flow(n, group):
    """The items that compute a group of cases in flow n."""
    given = " ".join(f for c in group for f in c.fields())
    given = given.replace("files.", "")
    made = " ".join(f"{c.name}_{k}: {c.result()}" for c in group
                    for k in c.ways)
    made = made.replace("files.", "")
    fns = "\n".join(
        f"fn f_{c.name}({', '.join(c.fields())}) -> {c.result()} = "
        + c.fill(lambda i, c=c: f"{c.name}_{i}") for c in group)
    lines = "\n".join(
        (f"    {c.name}_folded = {c.constant()}\n"
         if "folded" in c.ways else "") +
        f"    {c.name}_run = " + c.fill(lambda i, c=c: f"x.{c.name}_{i}") +
        f"\n    {c.name}_fn = f_{c.name}("
        + ", ".join(f"x.{c.name}_{i}" for i in range(len(c.values))) + ")"
        for c in group)
    return (f"record In{n} {{ id: int @key {given} }}",
            f"record Out{n} {{ id: int @key {made} }}", f"""
endpoint in{n}: In{n} {{ list file "in{n}.ndjson" format ndjson done keep }}
endpoint out{n}: Out{n} {{ create file "out{n}.ndjson" format ndjson idempotent }}
""", f"""{fns}
flow compute{n} {{
  owner people
  every 1h
  read files.in{n} as x {{ timeout 1m  empty ok }}
  map x -> files.Out{n} as y {{
    id = x.id
{lines}
  }}
  write files.out{n} create y {{ timeout 1m }}
  on outage -> halt
  on error -> failures
}}
""")


def estate(groups):
    flows = [flow(n, group) for n, group in enumerate(groups, 1)]
    with open(f"{HERE}/items.weir", encoding="utf-8") as f:
        shared, _, items = f.read().partition("// ---\n")
    return ('connector test_files@1.0.0 {\nsystem "Files" files\n'
            "driver file\nbase setting FILES_DIR\n" + shared
            + "\n".join(t for f in flows for t in f[:3]) + "}\n" + items
            + "\n".join(f[3] for f in flows))


def number(text):
    """JSON in which 1.50 is no 1.5, and no "1.50"."""
    return json.loads(text, parse_float=Number, parse_int=Number)


class Number(str):
    """A number as it is written."""

    def __eq__(self, other):
        return isinstance(other, Number) and str(self) == str(other)

    def __repr__(self):
        return str(self)

    __hash__ = str.__hash__


def run(folder, groups):
    with open(f"{folder}/all.weir", "w", encoding="utf-8") as f:
        f.write(estate(groups))
    for n, group in enumerate(groups, 1):
        row = ['"id":1'] + [f'"{c.name}_{i}":{wire(kind, text)}'
                            for c in group
                            for i, (kind, text) in enumerate(c.values)]
        with open(f"{folder}/in{n}.ndjson", "w", encoding="utf-8") as f:
            f.write("{" + ",".join(row) + "}\n")
    done = subprocess.run(
        [f"{BUILD}/weir", "run", f"{folder}/all.weir", "--once"],
        cwd=folder, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=dict(os.environ, FILES_DIR=folder, WEIR_STATE=f"{folder}/state",
                 LIMIT="7", NO_COLOR="1"))
    if done.returncode != 0:
        print(done.stdout[:8000])
        subprocess.run([f"{BUILD}/weir", "queue", "list"], cwd=folder,
                       check=False,
                       env=dict(os.environ, WEIR_STATE=f"{folder}/state"))
        result["failed"] += 1
    return done.returncode in (0, 1)


def refused(folder, group):
    """The checker says of each constant that it fails on every record."""
    with open(f"{HERE}/items.weir", encoding="utf-8") as f:
        shared, _, items = f.read().partition("// ---\n")
    with open(f"{folder}/refused.weir", "w", encoding="utf-8") as f:
        f.write("connector test_files@1.0.0 {\n" + shared + "}\n" + items)
        f.write("".join(f"fn {c.name}() -> {c.result()} = {c.constant()}\n"
                        for c in group))
    done = subprocess.run(
        [f"{BUILD}/weir", "check", f"{folder}/refused.weir", "--format",
         "json", "--select", "language"], check=False,
        stdout=subprocess.PIPE)
    os.remove(f"{folder}/refused.weir")
    first = (shared + items).count("\n") + 3
    found = {f["line"]: f for f in json.loads(done.stdout)["findings"]}
    for i, c in enumerate(group):
        rule = found.get(first + i, {}).get("rule")
        good = rule == "language/bad-value"
        result["passed" if good else "failed"] += 1
        if not good:
            print(f"cases.txt:{c.number}: {c.text}\n  the checker: {rule}, "
                  f"not language/bad-value")


def compare(folder, n, group):
    try:
        with open(f"{folder}/out{n}.ndjson", encoding="utf-8") as f:
            have = number(f.read())
    except (OSError, ValueError) as why:
        print(f"flow {n}: {why}")
        result["failed"] += 1
        return
    for c in group:
        want = number(c.want)
        for how in c.ways:
            got = have.get(f"{c.name}_{how}")
            good = got == want
            result["passed" if good else "failed"] += 1
            if not good:
                print(f"cases.txt:{c.number}: {c.text}\n  {how}: {got}, "
                      f"not {c.want}")


def main():
    every = list(cases())
    groups = [every[i:i + PER_FLOW] for i in range(0, len(every), PER_FLOW)]
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 2:  # to look at what was made
            folder = sys.argv[2]
            os.mkdir(folder)
        refused(folder, [c for c in every if c.refused])
        if run(folder, groups):
            for n, group in enumerate(groups, 1):
                compare(folder, n, group)
    print(f"expressions: {result['passed']} passed, {result['failed']} failed")
    sys.exit(result["failed"] > 0)


main()
