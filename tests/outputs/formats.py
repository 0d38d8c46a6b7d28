"""Every bad fixture in every format: valid, and the same findings in each."""
import json
import os
import re
import xml.etree.ElementTree as ElementTree

from project import FORMATS, fixtures, is_valid


def printed(run, where, *options):
    """Writes what each format prints; the paths by format."""
    paths = {}
    for form in FORMATS:
        paths[form] = os.path.join(where, 'out.' + form)
        with open(paths[form], 'wb') as f:
            f.write(run.check(where, '--format', form, *options))
    return paths


def load(path):
    with open(path, encoding='utf-8') as f:
        return f.read()


def counts(paths):
    """How many findings each format has."""
    run = json.loads(load(paths['sarif']))['runs'][0]
    commands = [line for line in load(paths['github']).split('\n')[:-1]
                if not line.startswith('::notice title=weir::')]
    return {
        'json': len(json.loads(load(paths['json']))['findings']),
        'sarif': len(run['results']),
        'junit': sum(1 for case in ElementTree.parse(paths['junit']).iter(
            'testcase') if case.get('name') != 'no findings'),
        'github': len(commands),
        'gitlab': len(json.loads(load(paths['gitlab']))),
        'markdown': len(re.findall(r'^- \*\*', load(paths['markdown']),
                                   re.M)),
        'human': len(re.findall(r'^(error|warning|info|unknown)\[',
                                load(paths['human']), re.M))}


def run_all(run):
    with_flows = 0
    for name, files in fixtures():
        where = run.project('formats/' + name, files)
        paths = printed(run, where)
        if not all([is_valid(run, f, paths[f]) for f in FORMATS]):
            continue
        found = counts(paths)
        run.expect(len(set(found.values())) == 1 and found['json'],
                   f'{name}: the formats do not have the same: {found}')
        with_flows += '"codeFlows"' in load(paths['sarif'])
    run.expect(with_flows >= 5, f'code flows in {with_flows} fixtures only')
    gate(run)
    names(run)


def names(run):
    """An absolute path is the same as a relative one, where that is one."""
    files = dict(fixtures())['errors.swallowed_failure.bad']
    where = run.project('names', files)
    for form in FORMATS:
        options = ('--format', form)
        run.expect(run.check(where, *options) ==
                   run.check(where, where, *options) ==
                   run.check(where, '.', *options),
                   f'{form}: the path makes a difference')
    path = os.path.join(where, 'out.sarif')
    os.makedirs(os.path.join(run.folder, 'elsewhere'))
    with open(path, 'wb') as f:
        f.write(run.check(os.path.join(run.folder, 'elsewhere'), where,
                          '--format', 'sarif'))
    is_valid(run, 'sarif', path)
    run.expect('"file:///' in load(path), 'an absolute name is no URI')


def gate(run):
    """JUnit fails where the exit status does, and only there."""
    files = dict(fixtures())['errors.swallowed_failure.bad']
    where = run.project('gate', files)
    for on, fails in (('error', True), ('never', False)):
        paths = printed(run, where, '--fail-on', on)
        root = ElementTree.parse(paths['junit']).getroot()
        run.expect((root.get('failures') != '0') == fails,
                   f'--fail-on {on}: {root.attrib}')
        sarif = json.loads(load(paths['sarif']))['runs'][0]
        run.expect(sarif['invocations'][0]['exitCode'] == fails,
                   f'--fail-on {on}: {sarif["invocations"]}')
