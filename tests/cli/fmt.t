% The canonical layout, in place and from standard input.
$ cat >shop/weir.yaml
weir: 1
EOF
$ cat >shop/a.weir
team   ops { // answers
contact "ops@acme.example" }
EOF
$ cat >shop/b.weir
team finance {
  contact "finance@acme.example"
}
EOF
$ weir fmt --check shop
shop/a.weir
[1]
$ cat shop/a.weir
team   ops { // answers
contact "ops@acme.example" }
$ weir fmt shop
shop/a.weir
$ cat shop/a.weir
team ops {  // answers
  contact "ops@acme.example"
}
$ weir fmt shop
$ weir fmt --check shop
$ printf 'team ops{contact "x"}' | weir fmt -
team ops {
  contact "x"
}
$ printf 'team ops{contact "x"}' | weir fmt - --check --stdin-name editor.weir
editor.weir
[1]
% A file that does not parse is left alone.
$ cat >broken.weir
team   ops {
EOF
$ weir fmt broken.weir
error[language/syntax]: expected "}", found the end of the file
 --> broken.weir:2:1
  |
2 |
  | ^
  |
  = help: the "{" of line 1 is not closed

[1]
$ cat broken.weir
team   ops {
$ weir fmt nowhere.weir
error: cannot read "nowhere.weir": no such file or directory
[2]
$ mkdir empty && weir fmt empty
error: nothing to format: no .weir file under "empty"
[2]
% The mode stays, a link stays a link.
$ printf 'team ops{contact "x"}' >c.weir && chmod 640 c.weir && ln -s c.weir l.weir && weir fmt l.weir && stat -c %a c.weir && readlink l.weir
l.weir
640
c.weir
$ ls
broken.weir
c.weir
empty
l.weir
shop
