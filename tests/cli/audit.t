% Exports of two platforms in one report; what is no export is counted, what is
% broken is a finding, and the rest is still judged.
$ mkdir -p exports/aws exports/n8n
$ cat >exports/aws/pay.json
{ "StartAt": "Pay", "States": { "Pay": { "Type": "Task", "Resource": "arn:aws:states:::http:invoke",
  "Parameters": { "ApiEndpoint": "https://bank.acme.example/pay", "Method": "POST" }, "TimeoutSeconds": 30, "End": true } } }
EOF
$ cat >exports/n8n/leads.json
{ "name": "Leads <b>", "nodes": [ { "name": "Hook", "type": "n8n-nodes-base.webhook", "parameters": { "path": "leads" } } ],
  "connections": { "Hook": { "main": [ [ { "node": "Gone" } ] ] } }, "settings": {} }
EOF
$ echo '{ "a": 1 }' >exports/other.json
$ echo '{ "a": ' >exports/half.json
$ weir audit exports --format human | grep -v '^ *|\|^ *-->\|^ *[0-9]* |\|^$'
unknown[ownership/no-owner]: who owns flow "pay" is not known
info[structure/undocumented]: flow "pay" does not say what it is for
error[errors/unrouted-failure]: 1 of the 1 steps of flow "pay" that can fail have no error route, "Pay" first
warning[retries/no-retry]: step "Pay" gives up at the first transient failure
error[import/unreadable]: expected a value, found the end of the file
unknown[ownership/no-owner]: who owns flow "Leads <b>" is not known
info[structure/undocumented]: flow "Leads <b>" does not say what it is for
error[security/open-webhook]: webhook "Hook" takes whatever anyone sends: nothing verifies it
error[import/dangling-target]: node "Hook" is connected to "Gone", and there is no such node
     1 in 1 flow: errors/unrouted-failure
     1 in 1 flow: import/dangling-target
     1 in 1 flow: security/open-webhook
     1 in 0 flows: import/unreadable
     1 in 1 flow: retries/no-retry
     2 in 2 flows: structure/undocumented
     0 (2 unknown) in 2 flows: ownership/no-owner
4 files: 2 read, 1 of no known platform, 1 broken
4 errors, 1 warning, 2 infos, 2 unknown in 4 files, 2 flows
$ weir audit exports -o old.json
[1]
$ rm exports/half.json && weir audit exports --against old.json --fail-on never | tail -3
3 files: 2 read, 1 of no known platform, 0 broken
0 new, 1 mended, 8 left since the earlier report
3 errors, 1 warning, 2 infos, 2 unknown in 3 files, 2 flows
% Names of strangers stay text, and nothing is asked of the network.
$ weir audit exports -o r.html --fail-on never && grep -c 'Leads &lt;b&gt;' r.html
4
$ grep -c 'Leads <b>' r.html
0
[1]
$ grep -ciE 'src=|href="[^#]|url\(|import ' r.html
0
[1]
% What exports can't say stands in weir.yaml.
$ cat >weir.yaml
weir: 1
audit:
  flows: { pay: { owner: finance } }
  teams: { finance: { contact: "fin@acme.example", runbook: "https://wiki.acme.example", alert: { slack: "#fin" } } }
EOF
$ weir audit exports --fail-on never | grep -e owner -e finance
unknown[ownership/no-owner]: who owns flow "Leads <b>" is not known
     0 (1 unknown) in 1 flow: ownership/no-owner
$ weir check exports/aws/pay.json --select ownership
no findings in 1 file, 1 flow
$ sed -i 's/pay:/pya:/' weir.yaml && weir audit exports/aws/pay.json --select ownership | head -1
unknown[ownership/no-owner]: who owns flow "pay" is not known
$ weir audit exports
error: there is no flow "pya" in the exports
 --> weir.yaml:3:12
  |
3 |   flows: { pya: { owner: finance } }
  |            ^^^
[2]
$ rm weir.yaml
% Nothing to audit is no success.
$ mkdir empty && weir audit empty 2>&1 | sed 's/are read.*/are read/'
error: nothing to audit: no .json, .yaml or .yml file
  = help: exports of these are read
$ weir audit exports --against exports/other.json
error: expected a report of kind "weir.dev/audit/v1"
 --> exports/other.json:1:1
  |
1 | { "a": 1 }
  | ^^^^^^^^^^
  |
  = help: weir audit --format json writes one
[2]
