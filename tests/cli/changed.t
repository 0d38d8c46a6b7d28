% Only what a branch touched is judged for the gate; all of it is read.
$ git init -q . && git config user.email a@acme.example && git config user.name a
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

// Between two items.
queue broken {
  owner others
  triage within 1h
  retain 30d
  alert when depth > 1
}
EOF
$ git add . && git commit -qm one && git tag start
$ weir check --changed-since HEAD
no findings in 2 files
% An item counts when a line of it changed: not a comment beside it, not another.
$ sed -i 's,// Bet,// In bet,' b.weir && weir check --changed-since HEAD
no findings in 2 files
$ sed -i 's/1h/2h/' b.weir && weir check --changed-since HEAD | grep -e '-->' -e ' in '
 --> b.weir:7:7
1 warning in 2 files
$ weir check --changed-since HEAD --fail-on warning >/dev/null
[1]
% A line that is taken out changes the item it was in.
$ git checkout -q b.weir && sed -i '/slack/d' b.weir && weir check --changed-since HEAD | grep -e '^[a-z]*\[' -e ' in '
error[ownership/no-alert-channel]: no alert reaches team "others"
warning[ownership/no-runbook]: team "others" has no runbook
1 error, 1 warning in 2 files
$ git checkout -q b.weir && sed -i '5,6d' b.weir && weir check --changed-since HEAD
no findings in 2 files
% A finding whose note lies in a changed place counts, in both files.
$ git checkout -q b.weir && printf 'fn vat(x: decimal) -> decimal = round(x * 0.2 + 17 - x / 3 + x * x, 2)\n' >c.weir && sed 's/vat/tax/;s/x/y/g' c.weir >d.weir && git add c.weir d.weir && git commit -qm two
$ weir check --changed-since start --select truth | grep -e '-->' -e '::: ' -e ' in '
 --> d.weir:1:33
 --> c.weir:1:33
1 warning in 4 files
$ weir check --changed-since HEAD --select truth | grep -e '-->' -e ' in '
no findings in 4 files
$ sed -i 's/vat/rate/' c.weir && weir check --changed-since HEAD --select truth | grep -e '-->' -e ' in '
 --> d.weir:1:33
 --> c.weir:1:34
1 warning in 4 files
$ git checkout -q c.weir
% Files that git does not know, ignored ones too, and renamed ones are changed.
$ git mv b.weir moved.weir && weir check --changed-since HEAD --select ownership | grep -e '-->' -e ' in '
 --> moved.weir:1:6
1 warning in 4 files
$ git mv moved.weir b.weir && sed 's/people/newer/;s/failed/lost/' a.weir >e.weir && echo e.weir >.gitignore && weir check --changed-since HEAD --select ownership | grep -e '-->' -e ' in '
 --> e.weir:1:6
1 warning in 5 files
$ mv e.weir 'a "q" ü.weir' && git add -A && git commit -qm three && sed -i 's/#a/#n/' 'a "q" ü.weir' && weir check --changed-since HEAD --select ownership | grep -e '-->' -e ' in '
 --> a "q" ü.weir:1:6
1 warning in 5 files
$ git commit -qam four
% A branch is judged by what it did since it left, not by what others did.
$ git checkout -qb mine start && sed -i 's/#b/#mine/' b.weir && git commit -qam mine && git checkout -q - && sed -i 's/#a/#theirs/' a.weir && git commit -qam theirs && git tag main && git checkout -q mine
$ weir check --changed-since main --select ownership | grep -e '-->' -e ' in '
 --> b.weir:1:6
1 warning in 2 files
% What stops the compilation is said wherever it is: nothing else was judged.
$ printf 'team {\n' >a.weir && git commit -qam broken && weir check --changed-since HEAD | grep -e '-->' -e ' in '
 --> a.weir:1:6
 --> a.weir:2:1
2 errors in 2 files
$ git checkout -q start -- a.weir && git commit -qam mended
% From a folder in it, and of a project that is a folder of the repository.
$ mkdir -p sub/deep && printf 'weir: 1\n' >sub/weir.yaml && sed 's/people/below/;s/failed/under/' a.weir >sub/f.weir && git add sub && git commit -qm sub && sed -i 's/#a/#b/' sub/f.weir
$ cd sub/deep && weir check .. --changed-since HEAD --select ownership | grep -e '-->' -e ' in '
 --> ../f.weir:1:6
1 warning in 1 file
$ weir check sub --changed-since HEAD --select ownership | grep -e '-->' -e ' in '
 --> sub/f.weir:1:6
1 warning in 1 file
% What the user has set for git changes nothing.
$ git config diff.noprefix true && git config diff.context 9 && git config color.ui always && git config diff.external false && GIT_DIFF_OPTS=--unified=9 weir check sub --changed-since HEAD --select ownership | grep -e '-->' -e ' in '
 --> sub/f.weir:1:6
1 warning in 1 file
% What keeps it from running.
$ weir check --changed-since nosuch
error: git knows no revision "nosuch"
  = help: a clone may be too shallow for it: git fetch --unshallow, or fetch-depth: 0 where CI checks out
[2]
$ weir check --changed-since --output=x; ls x
error: --changed-since takes a revision, not "--output=x"
ls: cannot access 'x': No such file or directory
[2]
$ weir check --changed-since 'HEAD; touch x' 2>&1 | head -1; ls x
error: git knows no revision "HEAD; touch x"
ls: cannot access 'x': No such file or directory
[2]
$ git checkout -q --orphan alone && git commit -qam alone && weir check --changed-since main
error: "main" and what is checked out have no commit in common
  = help: a clone may be too shallow: git fetch --unshallow, or fetch-depth: 0 where CI checks out
[2]
$ w=$(command -v weir); PATH=/nowhere $w check --changed-since HEAD
error: cannot run "git": no such file or directory
[2]
$ rm -rf .git && GIT_CEILING_DIRECTORIES=$(dirname "$PWD") weir check --changed-since HEAD
error: nothing says what changed since "HEAD": this is no git repository
[2]
