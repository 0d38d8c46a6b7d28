% weir.yaml: what is wrong is exit status 2, each mistake at its place.
$ cat >weir.yaml
weir: 1
sourcse: [flows/]
runner: { concurrency: 0, keep: 30 days, stopp: 3s }
rules:
  preset: strickt
  levels: { retries/no-backof: warning, security: loud }
  ignore: [language/syntax, retires]
environments:
  staging: { setting: { A: "1" } }
audit:
  flows:
    "Orders": { owner: a, critical: yes }
  queues: { q: { triage: soon } }
EOF
$ cat >a.weir
team a { contact "x" }
EOF
$ weir check
error: weir.yaml has no key "sourcse"
 --> weir.yaml:2:1
  |
2 | sourcse: [flows/]
  | ^^^^^^^
  |
  = help: did you mean "sources"?

error: expected a number from 1 to 1000 as "concurrency"
 --> weir.yaml:3:24
  |
3 | runner: { concurrency: 0, keep: 30 days, stopp: 3s }
  |                        ^

error: expected a duration such as 15m or 30d, found "30 days"
 --> weir.yaml:3:33
  |
3 | runner: { concurrency: 0, keep: 30 days, stopp: 3s }
  |                                 ^^^^^^^

error: runner has no key "stopp"
 --> weir.yaml:3:42
  |
3 | runner: { concurrency: 0, keep: 30 days, stopp: 3s }
  |                                          ^^^^^
  |
  = help: did you mean "stop"?

error: expected recommended, strict or audit, found "strickt"
 --> weir.yaml:5:11
  |
5 |   preset: strickt
  |           ^^^^^^^
  |
  = help: did you mean "strict"?

error: expected error, warning, info or off, found "loud"
 --> weir.yaml:6:51
  |
6 |   levels: { retries/no-backof: warning, security: loud }
  |                                                   ^^^^

error: an environment has no key "setting"
 --> weir.yaml:9:14
  |
9 |   staging: { setting: { A: "1" } }
  |              ^^^^^^^
  |
  = help: did you mean "settings"?

error: expected true or false, found a text
  --> weir.yaml:12:37
   |
12 |     "Orders": { owner: a, critical: yes }
   |                                     ^^^

error: expected a duration such as 15m or 30d, found "soon"
  --> weir.yaml:13:26
   |
13 |   queues: { q: { triage: soon } }
   |                          ^^^^
[2]
$ cat >weir.yaml
weir: 2
weir: 1
EOF
$ weir check
error: "weir" is the version of this file: expected 1
 --> weir.yaml:1:7
  |
1 | weir: 2
  |       ^

error: "weir" stands here twice
 --> weir.yaml:2:1
  |
2 | weir: 1
  | ^^^^
[2]
$ cat >weir.yaml
sources: []
EOF
$ weir check
error: expected the key "weir", found none
 --> weir.yaml:1:1
  |
1 | sources: []
  | ^
  |
  = help: start with "weir: 1"

error: expected folders, found an empty list
 --> weir.yaml:1:10
  |
1 | sources: []
  |          ^^
[2]
$ cat >weir.yaml
weir: 1
sources: [../elsewhere, flows/]
EOF
$ weir check
error: expected a folder of the project, found "../elsewhere"
 --> weir.yaml:2:11
  |
2 | sources: [../elsewhere, flows/]
  |           ^^^^^^^^^^^^
[2]
$ cat >weir.yaml
weir: 1
sources: [flows/]
EOF
$ weir check
error: there is no folder "flows/"
 --> weir.yaml:2:11
  |
2 | sources: [flows/]
  |           ^^^^^^
[2]
$ cat >weir.yaml
weir: 1
rules:
  levels: { retries/no-backof: warning }
  ignore: [language/syntax, structure]
  locked: [no-such]
EOF
$ weir check
error: there is no rule or category "retries/no-backof"
 --> weir.yaml:3:13
  |
3 |   levels: { retries/no-backof: warning }
  |             ^^^^^^^^^^^^^^^^^
  |
  = help: did you mean "retries/no-backoff"?

error: "language/syntax" can be neither ignored nor lowered: it is an error of the compiler
 --> weir.yaml:4:12
  |
4 |   ignore: [language/syntax, structure]
  |            ^^^^^^^^^^^^^^^

error: there is no rule or category "no-such"
 --> weir.yaml:5:12
  |
5 |   locked: [no-such]
  |            ^^^^^^^
  |
  = help: "weir rules" lists them
[2]
$ cat >weir.yaml
weir: [1
EOF
$ weir check
error: did not find expected "," or "]"
 --> weir.yaml:2:1
  |
2 |
  | ^
[2]
$ : >weir.yaml
$ weir check
error: expected a document, found nothing
 --> weir.yaml:1:1
  |
1 |
  | ^
[2]
$ echo '- a' >weir.yaml
$ weir check
error: expected a map with "weir: 1", found a list
 --> weir.yaml:1:1
  |
1 | - a
  | ^^^
[2]
% Every key of the reference.
$ cat >weir.yaml
weir: 1
sources: [.]
runner: { concurrency: 4, keep: 30d, retry_budget: 15m, settle: 15m, stop: 25s }
rules:
  preset: recommended
  levels: { retries/no-backoff: warning, errors: error }
  ignore: [structure/bad-waiver]
  locked: [errors/unrouted-failure]
environments:
  staging:    { settings: { NETSUITE_URL: "https://staging.example" } }
  production: { settings: { NETSUITE_URL: "https://erp.example" } }
audit:
  flows:
    "Orders to ERP": { owner: fulfilment_ops, entity: Order, critical: true }
  teams: { fulfilment_ops: { contact: "ops@acme.example", runbook: "https://…", alert: { slack: "#ops" } } }
  queues: { "orders-dlq": { owner: fulfilment_ops, triage: 15m, retain: 30d } }
  entities: { Order: { master: shopify, copies: [netsuite] } }
EOF
$ weir check --fail-on never >/dev/null
