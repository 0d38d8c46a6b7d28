"""Every bad fixture in every format: valid, and the same findings in each."""
import json
import os
import re
import xml.etree.ElementTree as ElementTree

from project import FORMATS, fixtures, is_valid, read


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
    run.expect(with_flows >= 10, f'code flows in {with_flows} fixtures only')
    way(run)
    limit(run)
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


def way(run):
    """From the trigger over each step to what goes wrong, in both."""
    files = dict(fixtures())['completeness.partial_sync.bad']
    where = run.project('way', files)
    want = [(4, 'a record comes by "every#1"'),
            (5, 'comes to step "read shop.orders#1"'),
            (6, 'comes to step "map sale#1"'),
            (7, 'comes to step "write erp.sales.upsert#1"'),
            (8, 'comes to step "write depot.picks.upsert#1"'),
            (8, 'fails with rejected and not_found after '
                '"write erp.sales.upsert#1" was done'),
            (10, 'ends here; the two systems stay apart')]
    options = ('--select', 'completeness/partial-sync')
    got = [(s['line'], s['message'])
           for s in run.findings(where, *options)[0]['path']]
    run.expect(got == want, f'the path in JSON: {got}')
    text = run.check(where, '--format', 'sarif', *options)
    result = json.loads(text)['runs'][0]['results'][0]
    got = [(s['location']['physicalLocation']['region']['startLine'],
            s['location']['message']['text'])
           for s in result['codeFlows'][0]['threadFlows'][0]['locations']]
    run.expect(got == want, f'the path in SARIF: {got}')


def limit(run):
    """Of very many findings some have no way, and the report says so."""
    write = b'  write erp.sales upsert sale by ref { timeout 30s }\n'
    flow = (b'flow f {\n  owner ops\n  every 5m no overlap\n'
            b'  read shop.orders as order since order.updated_at\n'
            b'  map sale_of(order) as sale\n' + 2000 * write + b'}\n')
    where = run.project('limit', {
        'case.weir': flow, 'frame.weir': read('tests/lint/frame.weir')})
    text = run.check(where, '--format', 'sarif', '--select',
                     'errors/unrouted-failure')
    one = json.loads(text)['runs'][0]
    ways = [r['codeFlows'][0]['threadFlows'][0]['locations']
            for r in one['results'] if 'codeFlows' in r]
    without = len(one['results']) - len(ways)
    run.expect(max(len(w) for w in ways) < 30 and without > 100,
               f'{len(ways)} ways, {without} without')
    said = one['invocations'][0]['toolExecutionNotifications'][0]['message']
    run.expect(said['text'].startswith(f'{without} of {len(one["results"])} '),
               f'the notification: {said}')


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
