% A baseline at its edges: equal findings, order, locks, parts, wrong shapes.
$ mkdir -p flows/legacy
$ cat >flows/a.weir
team people {
  contact "a@acme.example"
  alert   slack "#a"
}
queue failed { owner people  triage within 1h  retain 30d  alert when depth > 1 }
EOF
$ sed 's/people/others/;s/failed/broken/' flows/a.weir >flows/legacy/b.weir
$ printf 'weir: 1\n' >weir.yaml
% Sorted by rule and name, whatever the files' order; the same bytes each time.
$ weir check --baseline one.json --write-baseline
no findings in 2 files (4 in the baseline)
one.json: 4 findings
$ sed 's/"fingerprint.*//' one.json
{
  "kind": "weir.dev/baseline/v1",
  "findings": [
    {"rule": "ownership/no-runbook", "about": "team others", 
    {"rule": "ownership/no-runbook", "about": "team people", 
    {"rule": "structure/unused-item", "about": "queue broken", 
    {"rule": "structure/unused-item", "about": "queue failed", 
  ]
}
$ mv flows/legacy/b.weir flows/0.weir && weir check --baseline two.json --write-baseline >/dev/null 2>&1 && cmp one.json two.json && mv flows/0.weir flows/legacy/b.weir && rm two.json
% Equal findings are counted: one more is new, one less is mended.
$ cat >flows/c.weir
fn keys() -> [string] = ["sk_live_0123456789abcdefghij", "sk_live_9876543210abcdefghij"]
EOF
$ weir check --select security --baseline two.json --write-baseline
no findings in 3 files (2 in the baseline)
two.json: 2 findings
$ grep -o 'fingerprint.*' two.json | sed 's/[0-9a-f]\{16\}/HASH/'
fingerprint": "HASH:1"},
fingerprint": "HASH:2"}
$ sed -i 's/]$/, "sk_live_9876543210abcdefghix"]/' flows/c.weir && weir check --select security --baseline two.json | tail -1
1 error in 3 files (2 in the baseline)
$ sed -i 's/, .*$/]/' flows/c.weir && weir check --baseline two.json 2>&1 >/dev/null
two.json: 1 finding of it is mended; --prune takes them out
  mended: security/secret-in-clear, fn keys
$ weir check --baseline two.json --prune 2>&1 >/dev/null; grep -c fingerprint two.json
two.json: 1 finding of it is mended, and taken out
  mended: security/secret-in-clear, fn keys
1
% A check of a part takes its share, and says nothing of the rest.
$ weir check flows/legacy --baseline one.json
no findings in 1 file (2 in the baseline)
$ weir check flows/legacy --baseline one.json --prune
error: --prune needs a check of the whole project by all rules
[2]
$ weir check flows/legacy --baseline part.json --write-baseline | tail -1
no findings in 1 file (2 in the baseline)
part.json: 2 findings
$ sed 's/"fingerprint.*//' part.json
{
  "kind": "weir.dev/baseline/v1",
  "findings": [
    {"rule": "ownership/no-runbook", "about": "team others", 
    {"rule": "structure/unused-item", "about": "queue broken", 
  ]
}
$ weir check --baseline part.json --ignore security --fail-on never | tail -1
3 warnings in 3 files (2 in the baseline)
% What is locked is in none, and one that holds it does not silence it.
$ printf 'weir: 1\nrules: { locked: [ownership] }\n' >weir.yaml && weir check --ignore security --baseline one.json 2>&1 | grep -e '^[a-z]*\[' -e ' in '
warning[ownership/no-runbook]: team "people" has no runbook
warning[structure/unused-item]: nothing uses fn "keys"
warning[ownership/no-runbook]: team "others" has no runbook
3 warnings in 3 files (2 in the baseline)
$ weir check --ignore security --baseline three.json --write-baseline | tail -1
2 warnings in 3 files (3 in the baseline)
three.json: 3 findings
$ grep -o 'rule": "[^"]*' three.json
rule": "structure/unused-item
rule": "structure/unused-item
rule": "structure/unused-item
$ printf 'weir: 1\n' >weir.yaml
% A text that does not compile was not judged: nothing is mended, nothing written.
$ echo 'team {' >flows/d.weir && cp one.json was.json && weir check --baseline one.json --prune 2>&1 >/dev/null; cmp one.json was.json
one.json: not pruned, for what does not compile was not judged
$ weir check --baseline four.json --write-baseline 2>&1 | tail -1; ls four.json 2>/dev/null
2 errors in 4 files
[2]
$ rm flows/d.weir
% Names of strangers are harmless.
$ printf '{"kind":"weir.dev/baseline/v1","findings":[{"rule":"a\\u001b[31m","about":"b\\n\\u202ec","fingerprint":"x:1"},{"rule":"a","about":"b","fingerprint":"x:1"}]}' >odd.json && weir check --baseline odd.json 2>&1 >/dev/null | cat -v
odd.json: 1 finding of it is mended; --prune takes them out
  mended: aM-bM-^PM-^[[31m, bM-bM-^PM-^JM-oM-?M-=c
% Wrong shapes, each at its place.
$ for t in '[]' '{}' '{"kind":"weir.dev/baseline/v1"}' '{"kind":"weir.dev/baseline/v1","findings":{}}' '{"kind":"weir.dev/baseline/v1","findings":[{"rule":"a","about":"b"}]}' '{"kind":"weir.dev/baseline/v1","findings":[{"rule":"a","about":"b","fingerprint":7}]}' '{"kind":1}' '{"kind":'; do echo "$t" >bad.json; weir check --baseline bad.json 2>&1 | sed -n 1,2p; done
error: expected a baseline, a map with "kind", found a list
 --> bad.json:1:1
error: expected a baseline, a map with "kind", found a map
 --> bad.json:1:1
error: expected a list as "findings", found a map
 --> bad.json:1:1
error: expected a list as "findings", found a map
 --> bad.json:1:43
error: expected a finding with the text "fingerprint", found a map
 --> bad.json:1:44
error: expected a finding with the text "fingerprint", found a number
 --> bad.json:1:82
error: expected a baseline of version "weir.dev/baseline/v1", found "1"
 --> bad.json:1:9
error: expected a value, found the end of the file
 --> bad.json:2:1
$ weir check --baseline flows
error: cannot read "flows": is a directory
[2]
$ weir check --prune
error: --baseline FILE says which file is meant
[2]
$ weir check --baseline one.json --prune --write-baseline
error: --write-baseline begins one, --prune shrinks one: expected one of them
[2]
