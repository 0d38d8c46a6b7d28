#!/usr/bin/env python3
"""Compares the time zones of Weir with Python's zoneinfo.

zones.py CLOCK runs the program CLOCK over all zones of the system at times
that are the same in every run, prints what differs, then the counts.
"""

import random
import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def seconds(delta):
    return delta.days * 86400 + delta.seconds


def expect(what, zone, at):
    if what == "offset":
        moment = (EPOCH + timedelta(seconds=at)).astimezone(zone)
        return str(seconds(moment.utcoffset()))
    wall = EPOCH.replace(tzinfo=zone) + timedelta(seconds=at)
    instant = wall.astimezone(timezone.utc)
    back = instant.astimezone(zone)
    if back.replace(tzinfo=None) != wall.replace(tzinfo=None):
        return "jumped"
    return str(seconds(instant - EPOCH))


def changes(zone, year):
    """Hours of a year at which the offset changes."""
    at = seconds(datetime(year, 1, 1, tzinfo=timezone.utc) - EPOCH)
    last = None
    for hour in range(0, 8784):
        now = expect("offset", zone, at + hour * 3600)
        if last is not None and now != last:
            yield at + hour * 3600
        last = now


def main():
    random_ = random.Random(20261123)
    names = sorted(
        n for n in zoneinfo.available_timezones()
        if not n.startswith(("posix/", "right/")) and n != "localtime")
    cases = []
    for name in names:
        for _ in range(12):
            at = random_.randrange(-5 * 10**9, 8 * 10**9)
            cases.append(("offset", name, at))
            cases.append(("wall", name, at))
    for name in ("Europe/London", "America/New_York", "Asia/Beirut",
                 "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca",
                 "Pacific/Apia", "Europe/Dublin"):
        zone = zoneinfo.ZoneInfo(name)
        for year in (1996, 2011, 2026, 2077):
            for change in changes(zone, year):
                offset = int(expect("offset", zone, change))
                for minutes in range(-180, 181, 15):
                    at = change + minutes * 60
                    cases.append(("offset", name, at))
                    cases.append(("wall", name, at + offset))
    text = "".join("%s %s %d\n" % case for case in cases)
    out = subprocess.run(
        [sys.argv[1]], input=text, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    wrong = abs(len(cases) - len(out))
    for (what, name, at), got in zip(cases, out):
        want = expect(what, zoneinfo.ZoneInfo(name), at)
        if got != want:
            wrong += 1
            if wrong <= 20:
                print("%s %s %d: expected %s, found %s"
                      % (what, name, at, want, got))
    print("zones: %d passed, %d failed" % (len(cases) - wrong, wrong))
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
