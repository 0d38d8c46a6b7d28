"""A help line mends what it stands under. It is code, code behind a few words
("add at the end of flow "x": on error -> failures"), or a plain sentence."""
import re

from project import fixtures

# Where code can be pasted; what is missing around it is made up.
FRAMES = (
    '{}',
    'flow f {{\n  owner a\n  every 5m no overlap\n  read s.x as y\n  {}\n}}',
    'flow f {{\n  owner a\n  {}\n  read s.x as y\n}}',
    'flow f {{\n  owner a\n  every 5m no overlap\n  read s.x as y {{ {} }}\n}}',
    'flow f {{\n  {}\n  every 5m no overlap\n  read s.x as y\n}}',
    'flow f {{\n  owner a\n  every 5m no overlap\n  read s.x as y\n'
    '  route {{\n  when y.a == 1 {{ halt because "b" }}\n  {}\n  }}\n}}',
    'flow f {{\n  owner a\n  webhook s.x as y {{ {} }}\n}}',
    'flow f {{\n  owner a\n  webhook s.x as y\n  dedupe by y.a {}\n}}',
    'team t {{ {} }}',
    'entity e {{ {} }}',
    'queue q {{ {} }}',
    'reconcile r {{\n  owner a\n  {}\n}}',
    'map m(a: b.C) -> d.E {{ {} }}',
    'fn f(a: int) -> int = {}',
    'connector c@1.0.0 {{\n  system "C" c\n  base setting X\n  auth none\n'
    '  record A {{ a: string @key }}\n  errors {{ {} }}\n}}',
    'connector c@1.0.0 {{\n  system "C" c\n  base setting X\n  auth none\n'
    '  record A {{ a: string @key }}\n  webhook w: A {}\n}}',
    'connector c@1.0.0 {{\n  system "C" c\n  base {}\n  auth none\n'
    '  record A {{ a: string @key }}\n}}',
    'connector c@1.0.0 {{\n  system "C" c\n  {}\n  base setting X\n'
    '  auth none\n  record A {{ a: string @key }}\n}}',
)
# How a line of code begins that is no English; such a help must parse. So must
# what is no word at all, and what a help says to add to a flow.
CODE = re.compile(
    r'([^a-z]|(alert|auth|backoff|base|bulk|compare|concurrency|contact|covers|'
    r'cron|daily|dedupe|empty|entity|every|flow|lookup|map|master|notify|on|'
    r'otherwise|owner|park|peak|queue|reconcile|reply|retain|retry|route|'
    r'runbook|stop|team|timeout|tolerate|triage|verify|when|within)\b|'
    r'[a-z_.]+( =|\())')
WORDS = re.compile(r'^(?:[a-z]+ [^{}]*?): (?=\S)')


def made_up(code):
    """With what a person fills in where the help has dots."""
    return (code.replace(' by ... ', ' by y.a ').replace('{ ... }', '{ halt because "b" }')
            .replace('= ...', '= 0'))


def parses(run, code):
    for frame in FRAMES:
        text = frame.format(made_up(code)).encode()
        found = run.findings(run.folder, '-', text=text + b'\n')
        if not any(f['rule'] in ('language/syntax', 'language/unknown-word')
                   for f in found):
            return True
    return False


def helps(run):
    """Each help of a fixture once: (rule, help, fixture)."""
    seen = {}
    for name, files in fixtures():
        where = run.project('pasted/' + name, files)
        for finding in run.findings(where):
            for note in finding['notes']:
                if note['message'].startswith('help: '):
                    seen.setdefault((finding['rule'], note['message'][6:]),
                                    name)
    return [(rule, text, name) for (rule, text), name in sorted(seen.items())]


def run_all(run):
    code = 0
    for rule, text, name in helps(run):
        words = WORDS.match(text)
        behind = text[words.end():] if words else text
        if parses(run, behind):
            code += 1
            run.expect(True, '')
            continue
        run.expect(not CODE.match(text) and
                   not re.match('add (to|at the end of) flow', text),
            f'{name}: {rule}: neither code nor a sentence: help: {text}')
    run.expect(code >= 50, f'only {code} helps are code')
    routes(run)


def routes(run):
    """Route lines, pasted where the help says, mend what it stands under."""
    pasted = 0
    for name, files in fixtures():
        if not name.startswith('errors.unrouted_failure.'):
            continue
        text = files['case.weir'].decode()
        where = run.project('routes/' + name, files)
        for finding in run.findings(where):
            for note in finding['notes']:
                match = re.fullmatch(
                    r'help: add (?:to|at the end of) flow "(\w+)": (.*)',
                    note['message'])
                if finding['rule'] != 'errors/unrouted-failure' or not match:
                    continue
                head, body = re.split(r'(?m)^flow ' + match[1] + r' \{', text)
                mended = body.replace('\n}', '\n  ' + match[2] + '\n}', 1)
                moved = run.project('routes/' + name, dict(files, **{
                    'case.weir': (head + f'flow {match[1]} {{' +
                                  mended).encode()}))
                after = run.findings(moved)
                bad = [f for f in after if f['rule'].startswith('language/')
                       or (f['rule'] == finding['rule'] and
                           f['fingerprint'] == finding['fingerprint'])]
                run.expect(not bad, f'{name}: {match[2]} mends nothing: {bad}')
                pasted += 1
    run.expect(pasted >= 5, f'only {pasted} route lines were pasted')
