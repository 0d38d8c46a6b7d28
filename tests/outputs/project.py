"""Projects made of fixtures, and weir run on them."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'diag'))
import validate  # noqa: E402 (tests/diag/validate.py)

FORMATS = ('human', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown')
CONFIG = b'''weir: 1
environments:
  staging: { settings: { STAGE: staging } }
  production: { settings: { STAGE: production } }
'''


class Run:
    """Counts, and says what failed."""

    def __init__(self, weir, folder):
        self.weir = os.path.abspath(weir)
        self.folder = os.path.abspath(folder)
        self.passed = self.failed = 0
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)

    def expect(self, true, what):
        if true:
            self.passed += 1
        else:
            self.failed += 1
            print(what)

    def check(self, where, *options, text=None):
        """The bytes that weir check prints; 2 and signals are failures."""
        done = subprocess.run(
            [self.weir, 'check', '--today', '2026-06-30', *options],
            cwd=where, input=text, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            self.expect(False, f'{where}: exit {done.returncode}: '
                               f'{done.stderr.decode(errors="replace")}')
        return done.stdout

    def findings(self, where, *options, text=None):
        out = self.check(where, '--format', 'json', *options, text=text)
        return json.loads(out)['findings']

    def project(self, name, files):
        """A folder with weir.yaml and the files, {name: bytes}."""
        where = os.path.join(self.folder, name)
        shutil.rmtree(where, ignore_errors=True)
        os.makedirs(where)
        for file, text in {'weir.yaml': CONFIG, **files}.items():
            with open(os.path.join(os.fsencode(where), os.fsencode(file)),
                      'wb') as f:
                f.write(text)
        return where


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def fixtures(kind='bad'):
    """(name, {file: text}) of each fixture that is one file."""
    for path in sorted(glob.glob(f'tests/lint/*/*/{kind}*.weir')):
        text = read(path)
        files = {'case.weir': text}
        if not re.search(rb'^(use|connector) ', text, re.M):
            files['frame.weir'] = read('tests/lint/frame.weir')
        name = path[len('tests/lint/'):-len('.weir')].replace('/', '.')
        yield name, files


def is_valid(run, form, path):
    """Judges a file by the validator of its format."""
    try:
        validate.CHECKS[form](path)
    except Exception as wrong:  # whatever a validator raises
        run.expect(False, f'{path}: not valid {form}: {str(wrong)[:600]}')
        return False
    run.expect(True, '')
    return True
