"""Judges what `weir check --format FORMAT` printed, by the format's published
description: validate.py FORMAT FILE... prints what is wrong and exits with 1.
Nothing here knows our code; tests/diag/schemas/README.md names the sources."""
import functools
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
# Control characters, marks that turn the direction of writing, what is not
# seen and what is no character: none may reach a screen.
HIDDEN = re.compile(
    '[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f'
    '\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff'
    '\U000e0000-\U000e0fff]')


class Wrong(Exception):
    pass


def need(true, what, found=''):
    if not true:
        raise Wrong(f'{what}: {str(found)[:300]!r}')


def read(path):
    with open(path, 'rb') as f:
        text = f.read().decode('utf-8')  # bytes that are not UTF-8 raise
    need(not HIDDEN.search(text), 'a character that is not seen', text)
    return text


def read_json(path):
    def no_duplicates(pairs):
        need(len(dict(pairs)) == len(pairs), 'a key twice', pairs)
        return dict(pairs)

    return json.loads(read(path), object_pairs_hook=no_duplicates)


@functools.lru_cache(maxsize=None)
def schema(name, draft):
    with open(os.path.join(HERE, 'schemas', name)) as f:
        return draft(json.load(f))


def findings(path):
    schema('findings.json', jsonschema.Draft7Validator).validate(
        read_json(path))


def sarif(path):
    document = read_json(path)
    schema('sarif-2.1.0.json', jsonschema.Draft4Validator).validate(document)
    schema('sarif-github.json', jsonschema.Draft7Validator).validate(document)
    for run in document['runs']:
        rules = run['tool']['driver']['rules']
        ids = [r['id'] for r in rules]
        need(len(set(ids)) == len(ids), 'a rule twice', ids)
        prints = set()
        for result in run['results']:
            need(rules[result['ruleIndex']]['id'] == result['ruleId'],
                 'ruleIndex is of another rule', result)
            prints.add(result['partialFingerprints']
                       ['primaryLocationLineHash'])
        need(len(prints) == len(run['results']), 'a fingerprint twice')


def junit(path):
    text = read(path)
    need(subprocess.run(['xmllint', '--noout', '--nonet', '--schema',
                         os.path.join(HERE, 'schemas', 'junit.xsd'), path],
                        stderr=subprocess.DEVNULL).returncode == 0,
         'xmllint refuses it', text)
    root = ElementTree.fromstring(text.encode())
    cases, failures = 0, 0
    names = [(c.get('classname'), c.get('name'))
             for c in root.iter('testcase')]
    need(len(set(names)) == len(names), 'a case twice', sorted(names))
    for suite in root:
        inside = [c.find('failure') is not None for c in suite]
        need(int(suite.get('tests')) == len(inside), 'tests', suite.attrib)
        need(int(suite.get('failures')) == sum(inside), 'failures',
             suite.attrib)
        skipped = sum(c.find('skipped') is not None for c in suite)
        need(int(suite.get('skipped')) == skipped, 'skipped', suite.attrib)
        cases, failures = cases + len(inside), failures + sum(inside)
    need(cases > 0, 'no case at all')
    need(int(root.get('tests')) == cases, 'tests of all', root.attrib)
    need(int(root.get('failures')) == failures, 'failures of all',
         root.attrib)


def gitlab(path):
    """"Code Quality report format": an array of objects with these keys; no
    byte order mark; other keys are ignored, so there are none."""
    document = read_json(path)
    need(isinstance(document, list), 'no array')
    prints = set()
    for one in document:
        need(set(one) == {'description', 'check_name', 'fingerprint',
                          'severity', 'location'}, 'keys', one)
        for key in ('description', 'check_name', 'fingerprint'):
            need(isinstance(one[key], str) and one[key], key, one)
        need(one['severity'] in ('info', 'minor', 'major', 'critical',
                                 'blocker'), 'severity', one)
        place = one['location']
        need(set(place) == {'path', 'lines'}, 'location', one)
        need(isinstance(place['path'], str) and place['path'] and
             not place['path'].startswith('/'), 'path', one)
        begin = place['lines']['begin']
        need(type(begin) is int and begin >= 1, 'begin', one)
        need(place['lines'].get('end', begin) >= begin, 'end', one)
        prints.add(one['fingerprint'])
    need(len(prints) == len(document), 'a fingerprint twice')


def unescape(text, known):
    """Decodes %XX; only what is known may stand there."""
    def one(match):
        need(match[0] in known, 'an escape that no runner knows', text)
        return known[match[0]]

    return re.sub('%..?', one, text)


DATA = {'%25': '%', '%0D': '\r', '%0A': '\n'}
PROPERTY = dict(DATA, **{'%3A': ':', '%2C': ','})


def github_command(line):
    """"Workflow commands": ::name key=value,key=value::message"""
    match = re.fullmatch(r'::(error|warning|notice)(?: ([^:]*))?::(.*)', line)
    need(match, 'no command', line)
    found = {}
    for part in (match[2] or '').split(','):
        key, equals, value = part.partition('=')
        need(equals and value and key in (
            'file', 'line', 'endLine', 'col', 'endColumn', 'title'),
            'a property', line)
        need(key not in found, 'a property twice', line)
        found[key] = unescape(value, PROPERTY)
        if key not in ('file', 'title'):
            need(re.fullmatch('[1-9][0-9]*', value), key, line)
    need(('file' in found) == ('line' in found), 'file without line', line)
    if 'endLine' in found:
        need(int(found['endLine']) >= int(found['line']), 'endLine', line)
    if 'col' in found:
        need(found['line'] == found['endLine'],
             'columns over several lines', line)
        need(int(found['endColumn']) >= int(found['col']), 'endColumn', line)
    message = unescape(match[3], DATA)
    need(message, 'no message', line)
    need(len(message.encode('utf-16-le')) <= 2 * 4096, 'too long', line)
    for text in [message, *found.values()]:
        need(not HIDDEN.search(text), 'hidden in an escape', line)
    return dict(found, command=match[1], message=message)


def github(path):
    text = read(path)
    need(not text or text.endswith('\n'), 'no newline at the end', text)
    commands = [github_command(line) for line in text.split('\n')[:-1]]
    for level in ('error', 'warning', 'notice'):
        if sum(c['command'] == level for c in commands) > 11:
            need(commands[0].get('title') == 'weir' and
                 'the first 10' in commands[0]['message'],
                 'nothing says that some are not shown', commands[0])


def markdown(path):
    """Read as GitHub reads it, a report has none but these parts: nothing of
    a stranger became a link, a picture, a mention, HTML or a new line."""
    text = read(path)
    out = subprocess.run(
        ['cmark-gfm', '--to', 'xml', '-e', 'table', '-e', 'autolink', '-e',
         'strikethrough', '-e', 'tasklist', path],
        stdout=subprocess.PIPE, check=True).stdout
    known = {'document', 'heading', 'paragraph', 'list', 'item', 'text',
             'code', 'strong'}
    for node in ElementTree.fromstring(out).iter():
        tag = node.tag.partition('}')[2]
        need(tag in known, f'a {tag} in', text)
        if tag == 'text':
            need(not re.search(r'[@#!~$&<>\[\]*_`|\\]|//|www\.',
                               node.text or ''), 'markup', node.text)
    need(len(text.encode()) <= 1 << 20, 'longer than 1 MiB')


def plain(path):
    with open(path, 'rb') as f:
        text = f.read().decode('utf-8')
    # What weir itself colours: SGR sequences, nothing else of ESC.
    text = re.sub('\x1b\\[(0|1|1;3[1-6])m', '', text)
    need(not HIDDEN.search(text), 'a character that is not seen', text)


CHECKS = {'sarif': sarif, 'junit': junit, 'gitlab': gitlab, 'github': github,
          'markdown': markdown, 'json': findings, 'text': plain,
          'color': plain, 'human': plain}

if __name__ == '__main__':
    failed = False
    for name in sys.argv[2:]:
        try:
            CHECKS[sys.argv[1]](name)
        except (Wrong, ValueError, jsonschema.ValidationError) as e:
            print(f'{name}: not valid {sys.argv[1]}: {str(e)[:800]}')
            failed = True
    sys.exit(failed)
