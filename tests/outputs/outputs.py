"""outputs.py WEIR FOLDER: runs the tests of this folder."""
import sys
import traceback

import formats
import hostile
import moved
import pasted
from project import Run

if __name__ == '__main__':
    run = Run(sys.argv[1], sys.argv[2])
    for part in (formats, hostile, moved, pasted):
        try:
            part.run_all(run)
        except Exception:  # a report that can't be read at all
            run.expect(False, traceback.format_exc())
    print(f'outputs: {run.passed} passed, {run.failed} failed')
    sys.exit(run.failed > 0)
