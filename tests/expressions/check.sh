#!/bin/sh
# Every case of cases.txt, computed by the checker and by a runner.
exec python3 -B tests/expressions/check.py "$B"
