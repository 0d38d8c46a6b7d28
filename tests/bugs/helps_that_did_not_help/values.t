% The helps of bad_values.weir, and of words and signs that are missing.
$ weir check bad_values.weir 2>&1 | grep 'help:'
   = help: o.price + 5 GBP
   = help: without quotes it is a date: 2026-01-01
   = help: length is a function: length(o.id)
   = help: a time and a duration add up, as in o.at + 5m
   = help: a flow does something: it reads, keeps, maps, writes
   = help: name its fields: { ... }, or call a map
$ cat >a.weir
use netsuite
flow my-flow { owner ops }
team t { contact a@b }
flow b { notify ops "{x" }
flow c { when x notify ops "y" }
flow d { read a.b as c { retry 3 } }
flow e { read a.b as c { on error failures } }
flow f { park failures }
fn g(x: decimal) -> decimal = x * 20 %
flow h { set x = a ? 1 : 2 }
flow i { check a else -> failures because "b" }
flow j { send a to orders }
flow k { file "in/*.csv" as x }
flow l { halt }
EOF
$ weir check a.weir 2>&1 | grep '^[1-9]\|help:'
1 | use netsuite
  = help: a connector has one version, as in @1.0.0
2 | flow my-flow { owner ops }
  = help: a name with other signs than letters, digits and _ stands in backquotes
3 | team t { contact a@b }
  = help: a text stands in quotes: "a"
4 | flow b { notify ops "{x" }
  = help: end the expression in the text around it with }, or write \{ for a brace
5 | flow c { when x notify ops "y" }
  = help: its steps stand in braces: { notify ... }
6 | flow d { read a.b as c { retry 3 } }
  = help: retry 3 times
7 | flow e { read a.b as c { on error failures } }
  = help: -> failures
8 | flow f { park failures }
  = help: say why: because "..."
9 | fn g(x: decimal) -> decimal = x * 20 %
10 | flow h { set x = a ? 1 : 2 }
   = help: a choice is written if a then b else c
11 | flow i { check a else -> failures because "b" }
   = help: -> { park failures because "..." }
12 | flow j { send a to orders }
   = help: to topic orders
13 | flow k { file "in/*.csv" as x }
   = help: say its type, as in: as x: Order
14 | flow l { halt }
   = help: say why: because "..."
14 errors in 1 file, 10 flows
$ cat >b.weir
flow a { owner ops  every 5m  alert when idle > 5  notify ops "{setting LIMIT + 1}" }
EOF
$ weir check --select language b.weir 2>&1 | grep 'help:'
  = help: a duration has a unit: 5m
  = help: (setting LIMIT as int) + 1
