% Which files are meant: a project, a part of it, a folder, files.
$ cat >shop/weir.yaml
weir: 1
sources: [flows/]
EOF
$ cat >shop/flows/a.weir
team a { contact }
EOF
$ cat >shop/flows/deep/b.weir
team b { contact }
EOF
$ cat >shop/drafts/c.weir
team c { contact }
EOF
$ cat >shop/flows/.hidden/d.weir
team d { contact }
EOF
$ cat >loose/build/e.weir
team e { contact }
EOF
$ cat >loose/f.weir
team f { contact }
EOF
% Output names lead from where one is.
$ weir check shop | grep -e '-->' -e 'in '
 --> shop/flows/a.weir:1:18
 --> shop/flows/deep/b.weir:1:18
2 errors in 2 files
$ cd shop && weir check | grep -e '-->' -e 'in '
 --> flows/a.weir:1:18
 --> flows/deep/b.weir:1:18
2 errors in 2 files
$ cd shop/flows/deep && weir check | grep -e '-->' -e 'in '
 --> ../../flows/a.weir:1:18
 --> b.weir:1:18
2 errors in 2 files
$ cd shop/drafts && weir check . | grep -e '-->' -e 'in '
 --> c.weir:1:18
1 error in 1 file
% A part of a project: all is read, the part's findings are shown.
$ weir check shop/flows/deep | grep -e '-->' -e 'in '
 --> shop/flows/deep/b.weir:1:18
1 error in 1 file
$ weir check shop/flows/a.weir | grep -e '-->' -e 'in '
 --> shop/flows/a.weir:1:18
1 error in 1 file
$ weir check shop/flows/a.weir shop/flows/deep/ | grep -e '-->' -e 'in '
 --> shop/flows/a.weir:1:18
 --> shop/flows/deep/b.weir:1:18
2 errors in 2 files
% What stands in no project is an estate of its own; build/ is not searched.
$ weir check loose | grep -e '-->' -e 'in '
 --> loose/f.weir:1:18
1 error in 1 file
$ weir check loose/f.weir | grep -e '-->' -e 'in '
 --> loose/f.weir:1:18
1 error in 1 file
$ weir check loose/f.weir shop/drafts/c.weir | grep -e '-->' -e 'in '
error: "loose/f.weir" and "shop/drafts/c.weir" are not of one project
  = help: name the parts of one project at a time
[1]
$ weir check shop/flows loose
error: "shop/flows" and "loose" are not of one project
  = help: name the parts of one project at a time
[2]
$ weir check shop/flows shop/drafts
error: some of the paths are sources of the project in "shop", others are not
[2]
$ weir check nowhere
error: cannot read "nowhere": no such file or directory
[2]
$ mkdir empty
$ weir check empty
error: nothing to check: no .weir file under "empty"
[2]
$ weir check .
error[language/syntax]: expected a text, found "}"
 --> loose/build/e.weir:1:18
  |
1 | team e { contact }
  |                  ^

error[language/syntax]: expected a text, found "}"
 --> loose/f.weir:1:18
  |
1 | team f { contact }
  |                  ^

2 errors in 2 files
[1]
$ cat >settings.json
{}
EOF
$ weir check settings.json
error: "settings.json" is no .weir file, no manifest and no export of a platform that is known
  = help: a manifest has the kind "weir.dev/manifest/v1"; of an export --from FORMAT says what it is
[2]
$ weir check --from nosuch settings.json 2>&1 | sed 's/are .*/are these/'
error: there is no platform "nosuch"
  = help: those that are these
$ mkdir shop/flows/x.weir && weir check shop | grep -e '-->' -e 'in '
 --> shop/flows/a.weir:1:18
 --> shop/flows/deep/b.weir:1:18
2 errors in 2 files
% A link to a folder is not followed.
$ ln -s .. shop/flows/loop && weir check shop | grep -e '-->' -e 'in '
 --> shop/flows/a.weir:1:18
 --> shop/flows/deep/b.weir:1:18
2 errors in 2 files
% A part is no clean bill while an error elsewhere keeps the rules from judging.
$ rm -rf two && mkdir two && printf 'weir: 1\n' >two/weir.yaml && printf 'team a { contact "a@acme.example"  alert log "a"  runbook "https://wiki.acme.example/a" }\n' >two/a.weir && printf 'team {\n' >two/b.weir
$ weir check two/a.weir | grep -e '-->' -e ' in '
 --> two/b.weir:1:6
 --> two/b.weir:2:1
2 errors in 1 file
