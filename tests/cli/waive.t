% Rules as they are used: levels, select, waivers and their last day, secrets.
$ cat >a.weir
team ops {
  contact "ops@acme.example"
  alert   email "ops@acme.example"
}
queue late {
  owner  ops
  triage within 1h
  waive ownership/no-retention until 2026-03-31 because "the law is being asked"
}
EOF
$ weir check --select ownership,structure/bad-waiver --today 2026-03-31 a.weir
warning[ownership/no-runbook]: team "ops" has no runbook
 --> a.weir:1:6
  |
1 | team ops {
  |      ^^^
  |
  = help: runbook "https://wiki.example/runbooks/ops"

1 warning in 1 file (1 waived)
$ weir check --select ownership,structure/bad-waiver --today 2026-04-01 a.weir
warning[ownership/no-runbook]: team "ops" has no runbook
 --> a.weir:1:6
  |
1 | team ops {
  |      ^^^
  |
  = help: runbook "https://wiki.example/runbooks/ops"

warning[ownership/no-retention]: queue "late" does not say how long it keeps a record
 --> a.weir:5:7
  |
5 | queue late {
  |       ^^^^
  |
  = help: retain 30d

error[structure/bad-waiver]: the waiver of "ownership/no-retention" has expired, its last day was 2026-03-31
 --> a.weir:8:38
  |
8 |   waive ownership/no-retention until 2026-03-31 because "the law is being asked"
  |                                      ^^^^^^^^^^
  |
  = help: mend the finding, or decide anew how long it may stay

1 error, 2 warnings in 1 file
[1]
$ weir check --select ownership/no-retention --ignore ownership a.weir
no findings in 1 file
$ weir check --select ownership/no-runbook --level ownership=error a.weir
error[ownership/no-runbook]: team "ops" has no runbook
 --> a.weir:1:6
  |
1 | team ops {
  |      ^^^
  |
  = help: runbook "https://wiki.example/runbooks/ops"

1 error in 1 file
[1]
$ weir check --select ownership/no-runbok a.weir
error: there is no rule or category "ownership/no-runbok"
  = help: did you mean "ownership/no-runbook"?
[2]
$ cat >b.weir
fn key() -> string = "sk_live_0123456789abcdefghij"
EOF
$ weir check --select security b.weir
error[security/secret-in-clear]: this is a Stripe secret key, in clear text
 --> b.weir:1:22
  |
1 | fn key() -> string = ******************************
  |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: make it void where it was given out, and name a secret instead: secret NAME

1 error in 1 file
[1]
