#!/usr/bin/env python3
"""Runs a command several times; prints CPU seconds (user and system), wall
seconds and peak memory in KB, each the median: measure.py RUNS COMMAND..."""
import os
import statistics
import sys
import time

runs, command = int(sys.argv[1]), sys.argv[2:]
cpu, wall, memory = [], [], []
for i in range(runs + 1):
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp(command[0], command)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command}: {status}")
    if i:  # the first is the warm-up
        cpu.append(used.ru_utime + used.ru_stime)
        wall.append(time.monotonic() - start)
        memory.append(used.ru_maxrss)
print(*(statistics.median(x) for x in (cpu, wall, memory)))
