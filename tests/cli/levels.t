% Locked rules, presets, levels by path, waivers of weir.yaml: each at its edges.
$ mkdir -p flows/legacy
$ cat >flows/a.weir
team people {
  contact "a@acme.example"
  alert   slack "#a"
}
queue failed { owner people  triage within 1h  retain 30d  alert when depth > 1 }
EOF
$ sed 's/people/others/;s/failed/broken/' flows/a.weir >flows/legacy/b.weir
% Each line that lowers a locked rule; a category stands for its rules.
$ cat >weir.yaml
weir: 1
rules:
  preset: strict
  locked: [ownership, security/secret-in-clear]
  levels: { ownership/no-runbook: warning, structure: off, ownership/no-owner: error }
  ignore: [security]
EOF
$ weir check --level ownership=off 2>&1 | grep -e '^error' -e '-->'
error: "ownership" can't be silenced: "ownership/alert-without-environment" is locked
 --> weir.yaml:4:12
error: "ownership/no-runbook" can't be lowered to warning: "ownership/no-runbook" is locked
 --> weir.yaml:5:13
error: "security" can't be silenced: "security/secret-in-clear" is locked
 --> weir.yaml:6:12
$ weir check --level structure/unused-item=info --fail-on never 2>&1 | grep -e '^error' -e '-->'
error: "ownership/no-runbook" can't be lowered to warning: "ownership/no-runbook" is locked
 --> weir.yaml:5:13
error: "security" can't be silenced: "security/secret-in-clear" is locked
 --> weir.yaml:6:12
$ cat >weir.yaml
weir: 1
rules:
  locked: [ownership]
  levels: { ownership: error }
EOF
$ weir check --ignore structure --select structure
no findings in 2 files
$ weir check --level structure/unused-item=off | tail -1
2 errors in 2 files
% Presets: strict raises every level by one.
$ printf 'weir: 1\nrules: { preset: strict }\n' >weir.yaml && weir check | grep -e '^[a-z]*\['
error[ownership/no-runbook]: team "people" has no runbook
error[structure/unused-item]: nothing uses queue "failed"
error[ownership/no-runbook]: team "others" has no runbook
error[structure/unused-item]: nothing uses queue "broken"
$ printf 'weir: 1\nrules: { preset: audit }\n' >weir.yaml && weir check | grep -e '^[a-z]*\['
warning[ownership/no-runbook]: team "people" has no runbook
warning[structure/unused-item]: nothing uses queue "failed"
warning[ownership/no-runbook]: team "others" has no runbook
warning[structure/unused-item]: nothing uses queue "broken"
$ printf 'weir: 1\nrules: { preset: strikt }\n' >weir.yaml && weir check
error: expected recommended, strict or audit, found "strikt"
 --> weir.yaml:2:18
  |
2 | rules: { preset: strikt }
  |                  ^^^^^^
  |
  = help: did you mean "strict"?
[2]
$ printf 'weir: 1\nrules: { levels: { structure: eror }, pathes: [], preset: [strict] }\n' >weir.yaml && weir check
error: expected error, warning, info or off, found "eror"
 --> weir.yaml:2:31
  |
2 | rules: { levels: { structure: eror }, pathes: [], preset: [strict] }
  |                               ^^^^
  |
  = help: did you mean "error"?

error: rules has no key "pathes"
 --> weir.yaml:2:39
  |
2 | rules: { levels: { structure: eror }, pathes: [], preset: [strict] }
  |                                       ^^^^^^
  |
  = help: did you mean "paths"?

error: expected recommended, strict or audit, found a list
 --> weir.yaml:2:59
  |
2 | rules: { levels: { structure: eror }, pathes: [], preset: [strict] }
  |                                                           ^^^^^^^^
[2]
$ printf 'weir: 1\nrules: { paths: [{ mtach: "a" }], waivers: [{ rul: x }] }\n' >weir.yaml && weir check 2>&1 | grep -e '^error' -e help -e '-->'
error: a path has no key "mtach"
 --> weir.yaml:2:20
  = help: did you mean "match"?
error: a waiver has no key "rul"
 --> weir.yaml:2:47
  = help: did you mean "rule"?
$ rm weir.yaml && weir check --level structure=eror
error: --level takes RULE=error, =warning, =info or =off, not "structure=eror"
  = help: did you mean "structure=error"?
[2]
$ weir check --level structure
error: --level takes RULE=error, =warning, =info or =off, not "structure"
[2]
% A rule that is off elsewhere can be on in some files, a category's line is less
% than a rule's, and the command line wins.
$ cat >weir.yaml
weir: 1
rules:
  levels: { structure: off, ownership/no-runbook: off }
  paths:
    - { match: "flows/**", levels: { ownership: info, ownership/no-runbook: warning } }
    - { match: "**/legacy/*.weir", levels: { ownership: error } }
EOF
$ weir check | grep -A1 -e '^[a-z]*\['
warning[ownership/no-runbook]: team "people" has no runbook
 --> flows/a.weir:1:6
--
error[ownership/no-runbook]: team "others" has no runbook
 --> flows/legacy/b.weir:1:6
$ weir check --level ownership/no-runbook=info | grep -A1 -e '^[a-z]*\['
info[ownership/no-runbook]: team "people" has no runbook
 --> flows/a.weir:1:6
--
info[ownership/no-runbook]: team "others" has no runbook
 --> flows/legacy/b.weir:1:6
$ weir check --level ownership/no-runbook=off
no findings in 2 files
% Patterns: those that are printed hold flows/legacy/b.weir.
$ cat >patterns
flows/legacy/b.weir
flows/**
**
flows/
**/b.weir
flows/**/b.weir
flows/legacy/**/b.weir
**/legacy/**
flows/*/?.weir
**/*.weir
fl**b.weir
flows/*.weir
*.weir
legacy/**
flows/legacy
flows/legacy?b.weir
Flows/**
**/flows/*
**/**/**/**/**/**/**/**/**/**/*a
EOF
$ while read -r p; do printf 'weir: 1\nrules: { ignore: [structure], levels: { ownership: off }, paths: [{ match: "%s", levels: { ownership: error } }] }\n' "$p" >weir.yaml; weir check | grep -q 'legacy/b.weir:' && echo "$p"; done <patterns; rm patterns
flows/legacy/b.weir
flows/**
**
flows/
**/b.weir
flows/**/b.weir
flows/legacy/**/b.weir
**/legacy/**
flows/*/?.weir
**/*.weir
fl**b.weir
$ printf 'weir: 1\nrules: { paths: [{ match: "flows/legasy/**", levels: { ownership: off } }] }\n' >weir.yaml && weir check --select structure/bad-waiver
error[structure/bad-waiver]: no file is named as "flows/legasy/**" says
 --> weir.yaml:2:27
  |
2 | rules: { paths: [{ match: "flows/legasy/**", levels: { ownership: off } }] }
  |                           ^^^^^^^^^^^^^^^^^
  |
  = help: levels for files that are gone can be removed

1 error in 2 files
[1]
% Waivers of an item by the name that a baseline gives it, of a flow that is not
% there. A part of the estate says nothing of the rest.
$ cat >weir.yaml
weir: 1
rules:
  waivers:
    - { rule: ownership/no-runbook, item: "team people", because: "it moves", until: 2026-05-31 }
    - { rule: structure/unused-item, item: "queue broken", because: "it comes", until: 2026-05-31 }
    - { rule: ownership/no-owner, flow: Ordres, because: "it moves", until: 2026-05-31 }
    - { rule: ownership/no-owner, file: "flows/*.weir", because: "  ", until: 2026-05-31 }
    - { rule: ownership/no-owner, file: a, item: b, because: "x", until: 2026-05-31 }
    - { rule: ownership, file: a, because: "x", until: 2026-02-30 }
EOF
$ weir check --today 2026-05-31 2>&1 | grep -e '^error' -e '-->'
error: expected the key "because", why the finding may stay
 --> weir.yaml:7:7
error: expected one of "flow", "item" and "file", found several
 --> weir.yaml:8:7
error: expected a day such as 2026-01-31, found "2026-02-30"
 --> weir.yaml:9:56
$ sed -i '7,9d' weir.yaml && weir check --today 2026-05-31 | grep -e '^[a-z]*\[' -e ' in ' -e help
error[structure/bad-waiver]: there is no flow "Ordres"
  = help: remove the waiver of "ownership/no-owner"
warning[structure/unused-item]: nothing uses queue "failed"
  = help: remove it
warning[ownership/no-runbook]: team "others" has no runbook
  = help: runbook "https://wiki.example/runbooks/others"
1 error, 2 warnings in 2 files (2 waived)
$ sed -i '7d' weir.yaml && weir check --today 2026-05-31 | grep -e '^[a-z]*\[' -e ' in ' -e help
error[structure/bad-waiver]: there is no flow "Ordres"
  = help: remove the waiver of "ownership/no-owner"
warning[structure/unused-item]: nothing uses queue "failed"
  = help: remove it
warning[ownership/no-runbook]: team "others" has no runbook
  = help: runbook "https://wiki.example/runbooks/others"
1 error, 2 warnings in 2 files (2 waived)
$ weir check --today 2026-06-01 | grep -e '^[a-z]*\[' -e ' in '
error[structure/bad-waiver]: the waiver of "ownership/no-runbook" has expired, its last day was 2026-05-31
error[structure/bad-waiver]: the waiver of "structure/unused-item" has expired, its last day was 2026-05-31
error[structure/bad-waiver]: there is no flow "Ordres"
warning[ownership/no-runbook]: team "people" has no runbook
warning[structure/unused-item]: nothing uses queue "failed"
warning[ownership/no-runbook]: team "others" has no runbook
warning[structure/unused-item]: nothing uses queue "broken"
3 errors, 4 warnings in 2 files
$ weir check flows/legacy --today 2026-05-31 | grep -e '^[a-z]*\[' -e ' in '
warning[ownership/no-runbook]: team "others" has no runbook
1 warning in 1 file (1 waived)
$ printf 'weir: 1\nrules: { waivers: [{ rule: ownership, file: a, because: x, until: 2026-12-31 }, { rule: language/syntax, file: a, because: x, until: 2026-12-31 }] }\n' >weir.yaml && weir check 2>&1 | grep -e '^error' -e '-->' -e help
error: expected one rule, found the category "ownership"
 --> weir.yaml:2:28
error: "language/syntax" can't be waived: it stops the compilation
 --> weir.yaml:2:89
% Of a manifest, a part of the estate, waivers and levels for the rest say
% nothing; those that it holds count.
$ weir init shop >/dev/null && cd shop && weir build --no-cc >/dev/null && ls build/flows/*.json
build/flows/paid_orders.manifest.json
$ cat >shop/weir.yaml
weir: 1
rules:
  levels: { structure: warning }
  paths: [{ match: "elsewhere/**", levels: { structure: off } }]
  waivers:
    - { rule: ownership/no-runbook, flow: elsewhere, because: "it moves", until: 2026-05-31 }
    - { rule: ownership/no-owner, file: "else/**", because: "it moves", until: 2026-05-31 }
EOF
$ cd shop && weir check --today 2026-05-31 build/flows/*.json | grep -e '^[a-z]*\[' -e ' in '
no findings in 1 file, 1 flow
$ cd shop && weir check --today 2026-05-31 | grep -e '^[a-z]*\[' -e ' in '
warning[structure/bad-waiver]: no file is named as "elsewhere/**" says
warning[structure/bad-waiver]: there is no flow "elsewhere"
warning[structure/bad-waiver]: the waiver of "ownership/no-owner" silences nothing
3 warnings in 2 files, 1 flow
