"""Fingerprints name what a finding is about, not where it stands."""
import re
import subprocess

from project import fixtures

# These are about one thing each. Others are about several places and stand at
# one of them, the first or the second; which one that is depends on the order.
OF_ONE = re.compile('errors/|mapping/|ownership/|security/|'
                    'retries/no-|structure/(dead|no|un)')


def prints(findings, order_is_same=True):
    return sorted((f['rule'], f['fingerprint']) for f in findings
                  if order_is_same or OF_ONE.match(f['rule']))


def spread_out(text):
    """Three lines above, and an empty one behind each, but in long texts."""
    parts = text.split(b'"""')
    parts[::2] = [p.replace(b'\n', b'\n\n') for p in parts[::2]]
    return b'\n\n\n' + b'"""'.join(parts)


def reordered(text):
    """The items of a file, the last one first, each with its comments."""
    items, now = [], []
    for line in text.split(b'\n'):
        now.append(line)
        if line.startswith(b'}') or re.match(
                rb'(use|fn) .*|[a-z].*\{.*\}\s*(//.*)?$', line):
            items.append(now)
            now = []
    if now:
        items.append(now)
    return b'\n'.join(b'\n'.join(i) for i in reversed(items)) + b'\n'


def run_all(run):
    for name, files in fixtures():
        where = run.project('moved/' + name, files)
        before = run.findings(where)
        if any(f['rule'].startswith('language/') for f in before):
            continue
        text = files['case.weir']
        for change in (spread_out, reordered):
            same = change is not reordered
            moved = dict(files, **{'case.weir': change(text)})
            after = run.findings(run.project('moved/' + name, moved))
            run.expect(prints(before, same) == prints(after, same),
                       f'{name}: {change.__name__} changed fingerprints: '
                       f'{set(prints(before)) ^ set(prints(after))}')
        where = run.project('moved/' + name, files)
        subprocess.run([run.weir, 'fmt', where], check=True,
                       stdout=subprocess.DEVNULL)
        after = run.findings(where)
        run.expect(prints(before) == prints(after),
                   f'{name}: weir fmt changed fingerprints: '
                   f'{set(prints(before)) ^ set(prints(after))}')
