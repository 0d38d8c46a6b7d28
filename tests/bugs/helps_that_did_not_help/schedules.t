% Schedules that other tools would take.
$ cat >a.weir
flow a { every 5 }
flow b { every 5m overlap }
flow c { daily at 6:00 in "UTC" }
flow d { daily 06:00 in "UTC" }
flow e { daily at 06:00 }
flow f { cron "0 6 * * *" }
flow g { keep "a"
 oops }
EOF
$ weir check a.weir 2>&1 | grep -v '^ *|\|^ *-->\|^$'
error[language/syntax]: expected a duration, found "5"
1 | flow a { every 5 }
  = help: a duration has a unit: 5s, 5m, 5h or 5d
error[language/syntax]: expected a line of the flow, a step, "no" or "}", found "overlap"
2 | flow b { every 5m overlap }
  = help: no overlap
error[language/syntax]: expected a time of day, found "6"
3 | flow c { daily at 6:00 in "UTC" }
  = help: a time of day has two digits for hour and minute: 06:00
error[language/syntax]: expected "at", found "06:00"
4 | flow d { daily 06:00 in "UTC" }
  = help: daily at 06:00
error[language/syntax]: expected "in", found "}"
5 | flow e { daily at 06:00 }
  = help: a schedule names its zone, in "Europe/London"
error[language/syntax]: expected "in", found "}"
6 | flow f { cron "0 6 * * *" }
  = help: a schedule names its zone, in "Europe/London"
error[language/syntax]: expected an operator, a line of the flow, a step, "{" or "}", found "oops"
8 |  oops }
  = help: to topic oops
7 errors in 1 file, 7 flows
$ cat >day.weir
flow a {
  waive retries/no-timeout until 31.05.2026 because "the gateway retries"
}
EOF
$ weir check day.weir 2>&1 | grep '^[1-9]\|help:'
2 |   waive retries/no-timeout until 31.05.2026 because "the gateway retries"
  = help: a day is written year, month, day: 2026-01-31
1 error in 1 file, 1 flow
