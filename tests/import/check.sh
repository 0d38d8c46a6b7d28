#!/bin/sh
# Exports of other platforms into graphs and findings.
exec python3 tests/import/check.py
