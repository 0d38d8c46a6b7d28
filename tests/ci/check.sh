#!/bin/sh
# The recipes for CI systems, run on a project that passes and one that fails.
exec python3 tests/ci/check.py
