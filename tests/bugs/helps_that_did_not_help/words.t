% The help for a parameter named as a type spoke of casts behind "by"; `and = ` in a record had none, and a follow-up.
$ cat >a.weir
fn f(x: string, int: string) -> string = x
record R { and: string  b: string }
fn g() -> R = { and = "a"  b = "b" }
EOF
$ weir check a.weir
error[language/reserved-name]: expected a name, found "int", which is a type
 --> a.weir:1:17
  |
1 | fn f(x: string, int: string) -> string = x
  |                 ^^^
  |
  = help: as a name it stands in backquotes, `int`

error[language/syntax]: expected a name, a text or "}", found "and"
 --> a.weir:3:17
  |
3 | fn g() -> R = { and = "a"  b = "b" }
  |                 ^^^
  |
  = help: this is a word of the language; as a name it stands in backquotes, `and`

2 errors in 1 file
[1]
