% Only what a branch touched is judged for the gate; all of it is read.
$ git init -q .
$ cat >a.weir
team people {
  contact "a@acme.example"
  alert   slack "#a"
}
queue failed { owner people  triage within 1h  retain 30d  alert when depth > 1 }
EOF
$ cat >b.weir
team others {
  contact "b@acme.example"
  alert   slack "#b"
}
queue broken { owner others  triage within 1h  retain 30d  alert when depth > 1 }
EOF
$ git add . && git -c user.email=a@acme.example -c user.name=a commit -qm one
$ weir check --changed-since HEAD
no findings in 2 files
$ echo '// touched' >>b.weir && weir check --changed-since HEAD | grep -e '-->' -e ' in '
 --> b.weir:1:6
 --> b.weir:5:7
2 warnings in 2 files
$ sed 's/others/newer/;s/broken/lost/' b.weir >c.weir && git checkout -q b.weir && weir check --changed-since HEAD | grep -e '-->' -e ' in '
 --> c.weir:1:6
 --> c.weir:5:7
2 warnings in 3 files
% From a folder in it, and of a project that is a folder of the repository.
$ mkdir sub && cd sub && weir check .. --changed-since HEAD | grep -e '-->'
 --> ../c.weir:1:6
 --> ../c.weir:5:7
$ weir check --changed-since nosuch 2>&1 | grep -v fatal
error: git can't say what changed since "nosuch"
$ weir check --changed-since --output=x 2>&1 | grep -v fatal; ls x
error: git can't say what changed since "--output=x"
ls: cannot access 'x': No such file or directory
[2]
$ w=$(command -v weir); PATH=/nowhere $w check --changed-since HEAD
error: cannot run git: No such file or directory
[2]
