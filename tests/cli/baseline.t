% A baseline holds what was there before, by what it is about and not by its
% line. It only shrinks.
$ cat >a.weir
team people {
  contact "a@acme.example"
  alert   slack "#a"
}
queue failed { owner people  triage within 1h  retain 30d  alert when depth > 1 }
EOF
$ weir check --baseline old.json --fail-on warning
error: cannot read "old.json": no such file or directory
  = help: --write-baseline makes it
[2]
$ weir check --write-baseline
error: --baseline FILE says which file is meant
[2]
$ weir check --baseline old.json --write-baseline --fail-on warning
no findings in 1 file (2 in the baseline)
old.json: 2 findings
$ cat old.json
{
  "kind": "weir.dev/baseline/v1",
  "findings": [
    {"rule": "ownership/no-runbook", "about": "team people", "fingerprint": "2e4196e71a2cf0da:1"},
    {"rule": "structure/unused-item", "about": "queue failed", "fingerprint": "5fd4bfb6c52586ce:1"}
  ]
}
$ (echo; echo '// moved down'; cat a.weir) >b.weir && rm a.weir && sed -i 's/  contact/      contact/' b.weir
$ weir check --baseline old.json --fail-on warning
no findings in 1 file (2 in the baseline)
$ weir check --baseline old.json --format json | grep -e baselined -e warnings
    "warnings": 0,
    "baselined": 2
% What is new fails the gate, what is mended is told, and taken out when asked.
$ sed -i 's,#a",#a"  runbook "https://wiki.acme.example",' b.weir && echo 'team other { contact "o@acme.example"  alert slack "#o"  runbook "https://wiki.acme.example" }' >c.weir
$ weir check --baseline old.json --fail-on warning | tail -1
1 warning in 2 files (1 in the baseline)
old.json: 1 finding of it is mended; --prune takes them out
  mended: ownership/no-runbook, team people
$ weir check --baseline old.json --prune | tail -1
1 warning in 2 files (1 in the baseline)
old.json: 1 finding of it is mended, and taken out
  mended: ownership/no-runbook, team people
$ grep -c fingerprint old.json
1
$ weir check --baseline old.json --write-baseline
error: there is a baseline "old.json" already, and it only shrinks
  = help: --prune takes what is mended out of it; remove the file to begin anew
[2]
% A part of the rules says nothing of the rest.
$ weir check --baseline old.json --select ownership
no findings in 2 files
$ weir check --baseline old.json --select ownership --prune
error: --prune needs a check of the whole project by all rules
[2]
% What can't be waived is in no baseline.
$ printf 'team t {\n' >d.weir && weir check --baseline new.json --write-baseline 2>&1 | grep -e new.json -e ' in '
new.json: not written, for what does not compile was not judged
1 error in 3 files
% Another version, another shape.
$ sed -i 's/v1/v9/' old.json && rm d.weir && weir check --baseline old.json
error: expected a baseline of version "weir.dev/baseline/v1", found "weir.dev/baseline/v9"
 --> old.json:2:11
  |
2 |   "kind": "weir.dev/baseline/v9",
  |           ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: another version of weir wrote it: check with that, or remove the file and write it anew
[2]
$ echo '{"kind":"weir.dev/baseline/v1","findings":[7]}' >old.json && weir check --baseline old.json | head -2
error: expected a finding with the text "rule", found a number
 --> old.json:1:44
  |
1 | {"kind":"weir.dev/baseline/v1","findings":[7]}
  |                                            ^
  |
  = help: --write-baseline makes a baseline, in a file that is not there yet
