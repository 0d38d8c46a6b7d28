% Findings, formats and exit statuses of `weir check`.
$ weir init shop >/dev/null
$ cd shop && weir check
no findings in 2 files, 1 flow
$ cd shop && weir check --format json
{
  "version": 1,
  "findings": [],
  "summary": {
    "files": 2,
    "flows": 1,
    "errors": 0,
    "warnings": 0,
    "infos": 0,
    "unknown": 0,
    "waived": 0,
    "baselined": 0
  }
}
$ cat >bad.weir
team ops {
  contact "ops@acme.example"
EOF
$ weir check bad.weir
error[language/syntax]: expected "}", found the end of the file
 --> bad.weir:3:1
  |
3 |
  | ^
  |
  = help: the "{" of line 1 is not closed

1 error in 1 file
[1]
$ weir check bad.weir --fail-on never >/dev/null
$ weir check bad.weir --format json -o out.json
[1]
$ jq -c '.findings[] | [.rule, .level, .verdict, .file, .line, .column]' out.json
["language/syntax","error","fail","bad.weir",3,1]
$ jq -c '.summary' out.json
{"files":1,"flows":0,"errors":1,"warnings":0,"infos":0,"unknown":0,"waived":0,"baselined":0}
$ weir check bad.weir --format sarif | jq -c '.runs[0].results[] | [.ruleId, .level, .locations[0].physicalLocation.artifactLocation.uri]'
["language/syntax","error","bad.weir"]
$ weir check bad.weir --statistics | tail -n 2
     1  language/syntax
1 error in 1 file
$ weir check bad.weir --color always | head -n 1 | cat -v
^[[1;31merror[language/syntax]^[[0m^[[1m: expected "}", found the end of the file^[[0m
% The formats of CI systems.
$ weir check bad.weir --format github
::error file=bad.weir,line=3,endLine=3,col=1,endColumn=1,title=language/syntax::expected "}", found the end of the file%0Ahelp: the "{" of line 1 is not closed
[1]
$ weir check bad.weir --format gitlab | jq -c '.[] | [.check_name, .severity, .location.path, .location.lines.begin]'
["language/syntax","critical","bad.weir",3]
$ weir check bad.weir --format markdown
# weir check: failed

1 error in 1 file

## `bad.weir`

- **error**, line 3, `language/syntax`: expected `}`, found the end of the file
  - help: `the "{" of line 1 is not closed`
[1]
$ weir check bad.weir --format junit --fail-on never | grep -c '<failure'
0
[1]
$ weir check bad.weir --format junit | grep '<testsuite '
  <testsuite name="bad.weir" tests="1" failures="1" errors="0" skipped="0">
$ cd shop && weir check --format junit
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="weir check" tests="1" failures="0" errors="0">
  <testsuite name="weir" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="no findings" classname="weir">
      <system-out>no findings in 2 files, 1 flow</system-out>
    </testcase>
  </testsuite>
</testsuites>
% Rules: waived, ignored, raised, selected; the day is given.
$ cat >waived.weir
team ops { contact "ops@acme.example"  alert log "ops"  runbook "https://wiki.acme.example/ops" }
/// Waits for a person.
queue late {
  owner ops
  triage within 1h
  waive ownership/no-retention until 2026-06-30 because "the archive keeps them"
}
EOF
$ weir check waived.weir --today 2026-06-30 --ignore structure/unused-item
no findings in 1 file (1 waived)
$ weir check waived.weir --today 2026-07-01 --ignore structure/unused-item
warning[ownership/no-retention]: queue "late" does not say how long it keeps a record
 --> waived.weir:3:7
  |
3 | queue late {
  |       ^^^^
  |
  = help: retain 30d

error[structure/bad-waiver]: the waiver of "ownership/no-retention" has expired, its last day was 2026-06-30
 --> waived.weir:6:38
  |
6 |   waive ownership/no-retention until 2026-06-30 because "the archive keeps them"
  |                                      ^^^^^^^^^^
  |
  = help: mend the finding, or decide anew how long it may stay

1 error, 1 warning in 1 file
[1]
$ weir check waived.weir --today 2026-06-30 --select structure/unused-item
warning[structure/unused-item]: nothing uses queue "late"
 --> waived.weir:3:7
  |
3 | queue late {
  |       ^^^^
  |
  = help: remove it

1 warning in 1 file
$ weir check waived.weir --today 2026-06-30 --select structure/unused-item --level structure=error >/dev/null
[1]
$ weir check waived.weir --today 2026-06-30 --select structure/unused-item --fail-on info >/dev/null
[1]
$ weir check waived.weir --today 2026-06-30 --format json --ignore structure | jq -c .summary
{"files":1,"flows":0,"errors":0,"warnings":0,"infos":0,"unknown":0,"waived":1,"baselined":0}
% Standard input.
$ echo 'team ops {' | weir check - | grep -e '-->'
 --> <stdin>:2:1
$ echo 'team ops {' | weir check - --stdin-name editor.weir | grep -e '-->'
 --> editor.weir:2:1
$ echo 'team ops { contact "ops@acme.example" }' | weir check - --ignore structure,ownership
no findings in 1 file
$ weir check - bad.weir
error: "-" stands alone: standard input is one text
[2]
% What keeps it from running is exit status 2.
$ weir check --format xml
error: --format is one of human|json|sarif|junit|github|gitlab|markdown, not "xml"
[2]
$ weir check --frmat json
error: "weir check" has no option "--frmat"
  = help: did you mean "--format"?
[2]
$ weir check --fail-on
error: --fail-on needs a value: error|warning|info|never
[2]
$ weir check --level retries/no-backoff=loud
error: --level takes RULE=error, =warning, =info or =off, not "retries/no-backoff=loud"
[2]
$ weir check --level retries/no-backof=error
error: there is no rule or category "retries/no-backof"
  = help: did you mean "retries/no-backoff"?
[2]
$ weir check --ignore language/syntax
error: "language/syntax" can be neither ignored nor lowered: it is an error of the compiler
[2]
$ weir check --select retries/no-backof
error: there is no rule or category "retries/no-backof"
  = help: did you mean "retries/no-backoff"?
[2]
$ weir check --today 2026-02-30
error: --today is a date, YYYY-MM-DD, not "2026-02-30"
[2]
$ weir check shop -o /nowhere/out.json
error: cannot write "/nowhere/out.json": no such file or directory
[2]
$ weir check shop >/dev/full
error: cannot write "standard output": no space left on device
[2]
$ mkdir empty && weir check empty
error: nothing to check: no .weir file under "empty"
[2]
$ head -c 70000000 /dev/zero >huge.weir && weir check huge.weir
error: cannot read "huge.weir": file too large
[2]
$ printf '\000\377\033[31m' >binary.weir && weir check binary.weir | cat -v | head -n 5
error[language/syntax]: control character U+0000 does not belong in a .weir file
 --> binary.weir:1:1
  |
1 | M-bM-^PM-^@M-oM-?M-=M-bM-^PM-^[[31m
  | ^
