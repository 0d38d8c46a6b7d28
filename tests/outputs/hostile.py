"""An estate of names and texts that attack whoever reads the report."""
import glob
import json
import os
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

import formats
from project import FORMATS, is_valid, read, validate

# A name of a file may hold all but a slash and a NUL.
NAME = (b'a"\'<b>&]]>`x`\n::error file=y,line=1::%0A[l](u)|# @octocat '
        b'\x1b[31m\x9b2J\xff\xe2\x80\xae$(id).weir')
# What is put into texts, as escapes of the language.
ATTACK = ('\\u{1B}[2J\\u{9B}31m\\u{7}\\u{202E}\\u{200B}\\n::error::x\\n## h'
          ' <script>alert(1)</script> ]]> `@octocat` [l](http://e.example)'
          ' ![i](http://e.example/i.png) %0A%25 &amp; ~~no~~ \'q\' \\"')
CHARACTERS = json.loads('"' + re.sub(
    r'\\u\{(\w+)\}', lambda m: '\\u' + m[1].zfill(4), ATTACK) + '"')
SOURCE = '''
team night {{
  contact "mary{attack}@acme.example"
  alert   slack "@mary{attack}"
  runbook "{attack}"
}}
queue late {{
  owner  night
  triage within 1h
  alert  when depth > 100
  waive  {word} until 2026-06-30 because "{attack}"
}}
flow orders {{
  owner night
  every 5m no overlap
  read  shop.orders as order since order.updated_at
  check order.status == "{attack}" else -> late
  map   sale_of(order) as sale
  write erp.sales upsert sale by ref {{ on rejected -> drop because "{attack}" }}
  notify night "{attack}"
}}
'''


TEST = 'test "{0}" for orders {{ given shop.orders from "{0}.json" }}\n'


def source(word):
    return SOURCE.format(attack=ATTACK, word=word).encode()


def tokens():
    """What the scanner and the parser stumble over, a line each."""
    return (b'/// \x1b[31m\xe2\x80\xae\xc2\x9b\nteam a { }\n', b'flow \x1b[31m { }\n', b'team \xff\xfe { }\n',
            b'team \xe2\x80\xaeabc { }\n', b'team a { contact "\x07\x1b" }\n',
            b'team a { contact "\\q" }\n', b'`::error::x`\n',
            b'team a { contact "b" \xc2\x85 }\n', b'\x00\x00\n', b'@@@\n',
            b'use \xf0\x9f\x92\xa9@1.0.0\n')


def all_valid(run, where, what):
    paths = formats.printed(run, where)
    color = os.path.join(where, 'out.color')
    with open(color, 'wb') as f:
        f.write(run.check(where, '--color', 'always'))
    good = [is_valid(run, f, paths[f]) for f in FORMATS]
    good.append(is_valid(run, 'color', color))
    found = formats.counts(paths)
    run.expect(len(set(found.values())) == 1 and found['json'],
               f'{what}: the formats do not have the same: {found}')
    return paths


def read_back(run, paths):
    """The name of the file is the same in each, as far as it can hold it."""
    plain = NAME.decode('utf-8', 'replace')
    seen = re.sub(validate.HIDDEN,
                  lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 0x20
                  else '\N{REPLACEMENT CHARACTER}', plain)
    seen = seen.replace('\n', '\N{SYMBOL FOR LINE FEED}')
    got = {
        'json': {f['file'] for f in json.loads(formats.load(
            paths['json']))['findings']},
        'gitlab': {f['location']['path'] for f in json.loads(formats.load(
            paths['gitlab']))},
        'sarif': {urllib.parse.unquote_to_bytes(
            r['locations'][0]['physicalLocation']['artifactLocation']['uri'])
            for r in json.loads(formats.load(
                paths['sarif']))['runs'][0]['results']},
        'junit': {c.get('classname') for c in ElementTree.parse(
            paths['junit']).iter('testcase')},
        'github': {validate.github_command(line).get('file')
                   for line in formats.load(paths['github']).split('\n')[:-1]
                   if not line.startswith('::notice title=weir::')}}
    for form, names in got.items():
        want = (NAME if form == 'sarif' else
                plain if form in ('json', 'gitlab') else seen)
        run.expect(want in names, f'{form}: {want!r} is not in {names!r}')


def run_all(run):
    frame = {'frame.weir': read('tests/lint/frame.weir')}
    where = run.project('hostile', {NAME: source('ownership/no-retention'),
                                    **frame})
    read_back(run, all_valid(run, where, 'hostile texts'))
    text = source('ownership/no-retention') + TEST.format(ATTACK).encode()
    where = run.project('hostile.test', {NAME: text, **frame})
    all_valid(run, where, 'a hostile test')
    said = ' '.join(f['message'] for f in run.findings(where))
    run.expect('octocat' in said, f'no message holds the attack: {said}')
    for i, text in enumerate(tokens()):
        where = run.project(f'hostile.{i}', {NAME: text})
        all_valid(run, where, repr(text))
    pictures(run, run.project('hostile.graph', {
        'a.weir': source('ownership/no-retention'), **frame}), '.')
    configuration(run)
    exports(run)
    manifest(run, frame)


def pictures(run, where, path):
    """Dumps and graphs say the same texts."""
    for words in (['check', '--dump', 'ast'], ['check', '--dump', 'graph'],
                  ['graph', '--format', 'dot'],
                  ['graph', '--format', 'mermaid']):
        done = subprocess.run([run.weir, *words, path], cwd=where,
                              capture_output=True, check=False)
        run.expect(done.returncode in (0, 1, 2), f'{words}: {done}')
        harmless(run, words, done)


def harmless(run, what, done):
    for text in (done.stdout, done.stderr):
        text = text.decode('utf-8', 'surrogateescape')
        run.expect(not validate.HIDDEN.search(text) and
                   not re.search('[\ud800-\udfff]', text), f'{what}: {text!r}')


def configuration(run):
    """weir.yaml, options and names of files that are not there."""
    yaml = '"\\e[31m\\u202e": 1\n'.encode()
    where = run.project('hostile.yaml', {'weir.yaml': b'weir: 1\n' + yaml})
    bad = '\x1b[31m\u202e\x9b'
    for options in ([], ['--select', bad], ['--level', bad], ['--' + bad],
                    ['--today', bad], ['--format', bad], [bad + '.weir']):
        done = subprocess.run([run.weir, 'check', *options], cwd=where,
                              capture_output=True, check=False)
        run.expect(done.returncode == 2, f'{options}: {done.returncode}')
        harmless(run, options, done)


def poisoned(value, seen):
    """Texts of an export with the attack behind those that are names."""
    if isinstance(value, dict):
        return {key: poisoned(v, seen | {key}) for key, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v, seen) for v in value]
    if isinstance(value, str) and seen & {'name', 'label', 'Comment'}:
        return value + CHARACTERS
    return value


def exports(run):
    """Exports of other platforms, whose steps people name as they like."""
    paths = sorted(p for p in glob.glob('tests/import/*/*.json')
                   if os.path.basename(p) != 'broken.json')
    run.expect(len(paths) >= 4, f'exports: {paths}')
    for path in paths:
        document = poisoned(json.loads(read(path)), set())
        for indent in (None, 2):
            text = json.dumps(document, indent=indent, ensure_ascii=not indent)
            name = NAME[:-5] + b'.json'
            where = run.project('hostile.export', {name: text.encode()})
            outs = formats.printed(run, where, name)
            for form, out in outs.items():
                is_valid(run, form, out)
            said = ' '.join(f['message'] + f['file'] for f in json.loads(
                formats.load(outs['json']))['findings'])
            run.expect('octocat' in said, f'{path}: nothing holds a name')
            pictures(run, where, name)


def manifest(run, frame):
    """A manifest whose names are nothing that the language could say."""
    flow = b'''flow orders {
  owner ops
  every 5m no overlap
  read  shop.orders as order since order.updated_at { timeout 30s }
  map   sale_of(order) as sale
  write erp.sales upsert sale by ref { timeout 30s }
  on outage -> halt
  on error -> failures
}
'''
    where = run.project('hostile.manifest', {'a.weir': flow, **frame})
    subprocess.run([run.weir, 'build', '--emit', 'manifest', where],
                   check=False, capture_output=True)
    path = os.path.join(where, 'build', 'estate.manifest.json')
    if not os.path.exists(path):
        run.expect(False, f'no manifest at {path}')
        return
    text = read(path).decode()
    attack = json.dumps(CHARACTERS)[1:-1]
    for name in ('orders', 'ops', 'shop', 'sale', 'a.weir'):
        hostile = text.replace(f'"{name}"', f'"{name}{attack}"')
        run.expect(hostile != text, f'no "{name}" in the manifest')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(hostile)
        for form in (*FORMATS, 'color'):
            options = (['--color', 'always'] if form == 'color' else
                       ['--format', form])
            done = subprocess.run([run.weir, 'check', path, *options],
                                  cwd=where, capture_output=True, check=False)
            out = os.path.join(where, 'out.' + form)
            with open(out, 'wb') as f:
                f.write(done.stdout)
            if done.stdout:
                is_valid(run, form, out)
            run.expect(done.returncode in (0, 1, 2), f'{name}: {form}')
        pictures(run, where, path)
