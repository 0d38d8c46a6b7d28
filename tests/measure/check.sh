#!/bin/sh
# How well the rules tell good from bad: by mutation, and by what must not
# matter.
exec python3 tests/measure/check.py
