#!/usr/bin/env python3
"""Compares the decimals of Weir with Python's decimal module.

decimals.py CALC runs the program CALC over cases that are the same in every run
and prints what differs, then the number of cases that passed and failed.
"""

import decimal
import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

WIDE = decimal.Context(prec=400, Emax=10**6, Emin=-(10**6))
WAYS = {
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_up": decimal.ROUND_HALF_UP,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
}


def fits(value):
    """The exact value within 38 digits and a scale of at most 38, or None."""
    sign, digits, exponent = value.as_tuple()
    number = int("".join(map(str, digits)))
    while number and exponent < 0 and number % 10 == 0:
        number //= 10
        exponent += 1
    if exponent > 0:
        number *= 10**exponent
        exponent = 0
    if number == 0:
        return Decimal(0)
    if number >= 10**38 or exponent < -38:
        return None
    return value


def rounded(fraction, places, way):
    unit = Fraction(10) ** -places
    scaled = fraction / unit
    low = abs(scaled.numerator) // scaled.denominator
    rest = abs(scaled) - low
    up = {
        "half_even": rest > Fraction(1, 2) or rest == Fraction(1, 2) and low % 2,
        "half_up": rest >= Fraction(1, 2),
        "up": rest > 0,
        "down": False,
    }[way]
    number = low + bool(up)
    if number * 10 ** max(0, -places) >= 10**38:
        return None
    if scaled < 0:
        number = -number
    return WIDE.scaleb(Decimal(number), -places)


def expect(op, a, b, places):
    if op == "add":
        return fits(WIDE.add(a, b))
    if op == "sub":
        return fits(WIDE.subtract(a, b))
    if op == "mul":
        return fits(WIDE.multiply(a, b))
    if op == "cmp":
        return WIDE.compare(a, b)
    if op == "mod":
        return fits(WIDE.remainder(a, b)) if b else None
    if op == "div":
        if not b:
            return None
        quotient = Fraction(a) / Fraction(b)
        rest = quotient.denominator
        for factor in (2, 5):
            while rest % factor == 0:
                rest //= factor
        return fits(WIDE.divide(a, b)) if rest == 1 else None
    kind, way = op.split("_", 1)
    if kind == "div":
        return rounded(Fraction(a) / Fraction(b), places, way) if b else None
    value = rounded(Fraction(a), places, way)
    if value is None and -a.as_tuple().exponent <= places:
        return a
    return value


def number(random_):
    digits = random_.choice([1, 1, 2, 3, 5, 9, 18, 19, 20, 37, 38])
    value = random_.randrange(10**digits)
    if random_.random() < 0.15:
        value = random_.choice([0, 1, 5, 10**digits - 1, 10 ** (digits - 1)])
    scale = random_.choice([0, 0, 1, 2, 2, 3, 6, 18, 37, 38])
    sign = random_.choice(["", "-"])
    text = str(value).rjust(scale + 1, "0")
    return sign + (text[:-scale] + "." + text[-scale:] if scale else text)


def main():
    random_ = random.Random(20261123)
    ops = ["add", "sub", "mul", "div", "mod", "cmp"]
    ops += [kind + "_" + way for kind in ("div", "round") for way in WAYS]
    cases = []
    for i in range(12000):
        op = ops[i % len(ops)]
        places = random_.choice([0, 0, 1, 2, 2, 3, 6, 10, 38, -1, -2, -38])
        cases.append((op, number(random_), number(random_), places))
    text = "".join("%s %s %s %d\n" % case for case in cases)
    out = subprocess.run(
        [sys.argv[1]], input=text, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    wrong = 0
    for case, got in zip(cases, out):
        op, a, b, places = case
        want = expect(op, Decimal(a), Decimal(b), places)
        same = got == "fail" if want is None else (
            got not in ("fail", "unreadable") and Decimal(got) == want)
        if not same:
            wrong += 1
            if wrong <= 20:
                print("%s %s %s %d: expected %s, found %s" % (*case, want, got))
    wrong += abs(len(cases) - len(out))
    print("decimals: %d passed, %d failed" % (len(cases) - wrong, wrong))
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
