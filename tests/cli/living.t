% Levels by path, waivers that stand in weir.yaml, and rules that are locked.
$ mkdir -p flows/legacy
$ cat >flows/a.weir
team people {
  contact "a@acme.example"
  alert   slack "#a"
}
queue failed { owner people  triage within 1h  retain 30d  alert when depth > 1 }
EOF
$ sed 's/people/others/;s/failed/broken/' flows/a.weir >flows/legacy/b.weir
$ cat >weir.yaml
weir: 1
rules:
  paths:
    - match: "flows/**"
      levels: { ownership/no-runbook: error }
    - match: "flows/legacy/*.weir"
      levels: { ownership: off }
EOF
$ weir check --ignore structure/unused-item | grep -e '^error' -e ' in '
error[ownership/no-runbook]: team "people" has no runbook
1 error in 2 files
% A waiver of weir.yaml: its last day still counts, an expired one and one that
% silences nothing speak.
$ cat >weir.yaml
weir: 1
rules:
  waivers:
    - { rule: ownership/no-runbook, file: "flows/legacy/**", because: "moves out in May", until: 2026-05-31 }
    - { rule: ownership/no-owner, flow: orders, because: "taken over soon", until: 2026-05-31 }
EOF
$ weir check --ignore structure/unused-item --today 2026-05-31 | grep -e '^[a-z]' -e ' in ' -e '-->'
error[structure/bad-waiver]: there is no flow "orders"
 --> weir.yaml:5:7
warning[ownership/no-runbook]: team "people" has no runbook
 --> flows/a.weir:1:6
1 error, 1 warning in 2 files (1 waived)
$ weir check --ignore structure/unused-item --today 2026-06-01 | grep -e '^[a-z]' -e ' in '
error[structure/bad-waiver]: the waiver of "ownership/no-runbook" has expired, its last day was 2026-05-31
4 |     - { rule: ownership/no-runbook, file: "flows/legacy/**", because: "moves out in May", until: 2026-05-31 }
error[structure/bad-waiver]: there is no flow "orders"
warning[ownership/no-runbook]: team "people" has no runbook
warning[ownership/no-runbook]: team "others" has no runbook
2 errors, 2 warnings in 2 files
% Each mistake of the list at its place.
$ cat >weir.yaml
weir: 1
rules:
  waivers:
    - { rule: ownership/no-runbok, file: "a", because: "x", until: 2026-05-31 }
    - { rule: ownership/no-runbook, file: "a", because: "x", until: 31.5.2026 }
    - { rule: ownership/no-runbook, file: "a", until: 2026-05-31 }
    - { rule: ownership/no-runbook, because: "x", until: 2026-05-31 }
EOF
$ weir check 2>&1 | grep -e error -e '-->' -e help
error: expected a day such as 2026-01-31, found "31.5.2026"
 --> weir.yaml:5:69
error: expected the key "because", why the finding may stay
 --> weir.yaml:6:7
error: expected the key "flow", "item" or "file", where it is waived
 --> weir.yaml:7:7
% A locked rule can be neither ignored, nor lowered, nor waived.
$ cat >weir.yaml
weir: 1
rules:
  locked: [ownership/no-runbook]
  waivers:
    - { rule: ownership/no-runbook, file: "flows/**", because: "later", until: 2026-05-31 }
EOF
$ weir check --ignore ownership
error: "ownership" can't be silenced: "ownership/no-runbook" is locked
note: it is locked here
 --> weir.yaml:3:12
  |
3 |   locked: [ownership/no-runbook]
  |            ^^^^^^^^^^^^^^^^^^^^
[2]
$ weir check --level ownership/no-runbook=info
error: "ownership/no-runbook" can't be lowered to info: "ownership/no-runbook" is locked
note: it is locked here
 --> weir.yaml:3:12
  |
3 |   locked: [ownership/no-runbook]
  |            ^^^^^^^^^^^^^^^^^^^^
[2]
$ weir check --ignore structure/unused-item --today 2026-05-31 | grep -e '^[a-z]' -e ' in ' -e help
error[structure/bad-waiver]: "ownership/no-runbook" is locked: no waiver silences it
  = help: mend the finding, or take the rule off rules.locked in weir.yaml
warning[ownership/no-runbook]: team "people" has no runbook
  = help: runbook "https://wiki.example/runbooks/people"
warning[ownership/no-runbook]: team "others" has no runbook
  = help: runbook "https://wiki.example/runbooks/others"
1 error, 2 warnings in 2 files
% The time of each rule.
$ weir check --statistics --fail-on never | grep -c ' ms  ownership/no-runbook$'
1
$ weir check --statistics --fail-on never | grep -c ' ms  fact: expressions$'
1
$ weir check --statistics --fail-on never | grep ' ms ' | awk '$3 != "all" { if (last != "" && $1 > last) print "order"; last = $1 }'
$ weir check --statistics --fail-on never --format json 2>/dev/null | grep -c ' ms '
0
[1]
$ weir check --statistics --fail-on never --format json 2>&1 >/dev/null | grep -c ' ms  all rules'
1
