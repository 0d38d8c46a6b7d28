% A manifest that lacked most of itself, or had what is none of it, was read as
% one without findings.
$ echo '{"kind":"weir.dev/manifest/v1"}' >cut.json; weir check cut.json
error[import/bad-manifest]: "format" was expected in this "manifest", it is not there
 --> cut.json:1:1
  |
1 | {"kind":"weir.dev/manifest/v1"}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: "scope" was expected in this "manifest", it is not there
 --> cut.json:1:1
  |
1 | {"kind":"weir.dev/manifest/v1"}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

2 errors in 1 file
[2]
$ cat >wrong.json
{"kind": "weir.dev/manifest/v1", "scope": 7, "format": "weir",
 "sources": [{"name": "a.weir",
  "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
  "lines": "10 20"}],
 "flows": [{"name": "a", "trigger": 1, "edges": [],
  "blocks": [{"place": "flow"}],
  "nodes": [{"word": "every"},
   {"kind": "wirte", "name": "b"},
   {"kind": "write", "colour": "red"}]}]}
EOF
$ weir check --fail-on never wrong.json
error[import/bad-manifest]: "scope" was expected to be a text, found a number
 --> wrong.json:1:43
  |
1 | {"kind": "weir.dev/manifest/v1", "scope": 7, "format": "weir",
  |                                           ^
  |
  = note: it is at /scope
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: "edges" was expected to have an item, found an empty list
 --> wrong.json:5:49
  |
5 |  "flows": [{"name": "a", "trigger": 1, "edges": [],
  |                                                 ^^
  |
  = note: it is at /flows/0/edges
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: a key of "block" was expected, found "place"
 --> wrong.json:6:15
  |
6 |   "blocks": [{"place": "flow"}],
  |               ^^^^^^^
  |
  = note: it is at /flows/0/blocks/0
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: "kind" was expected in this "node", it is not there
 --> wrong.json:7:13
  |
7 |   "nodes": [{"word": "every"},
  |             ^^^^^^^^^^^^^^^^^
  |
  = note: it is at /flows/0/nodes/0
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: "name" was expected in this "node", it is not there
 --> wrong.json:7:13
  |
7 |   "nodes": [{"word": "every"},
  |             ^^^^^^^^^^^^^^^^^
  |
  = note: it is at /flows/0/nodes/0
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: "kind" was expected to be one of "trigger", "read", "keep", "keep changed", "check", "dedupe", "map", "enrich", "write", "each", "batch", "route", "all", "call", "send", "notify", "park", "drop", "halt", "continue", "reply", "store", "wait", "script", "end", found "wirte"
 --> wrong.json:8:13
  |
8 |    {"kind": "wirte", "name": "b"},
  |             ^^^^^^^
  |
  = note: it is at /flows/0/nodes/1/kind
  = help: did you mean "write"?

error[import/bad-manifest]: "name" was expected in this "node", it is not there
 --> wrong.json:9:4
  |
9 |    {"kind": "write", "colour": "red"}]}]}
  |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = note: it is at /flows/0/nodes/2
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

error[import/bad-manifest]: a key of "node" was expected, found "colour"
 --> wrong.json:9:22
  |
9 |    {"kind": "write", "colour": "red"}]}]}
  |                      ^^^^^^^^
  |
  = note: it is at /flows/0/nodes/2
  = help: write it anew with "weir build --emit manifest"; compiler/emit/manifest.schema.json says its form

8 errors in 1 file
[2]
$ weir check wrong.json --format json | grep -c import/bad-manifest
8
$ echo '{"kind":"weir.dev/manifest/v1","scope":"estate","format":"weir"}' >empty.json; weir check empty.json
error: nothing to check: no item in 1 file
  = help: an item is a flow, connector, record, map, fn, table, queue, team or test; "weir init" writes a first flow
[2]
$ cat >a.weir
/// Says hello.
fn hello(x: string) -> string = "hello {x}"
EOF
$ weir build --emit manifest -o out a.weir 2>&1 | tail -1
out: 0 flows, 2 files changed
$ weir check out/estate.manifest.json
warning[structure/unused-item]: nothing uses fn "hello"
 --> a.weir:2:4
  |
  = help: remove it

1 warning in 1 file
