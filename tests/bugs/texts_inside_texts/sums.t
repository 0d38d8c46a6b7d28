% The help for a sum of a text and a number put the text into braces of its own,
% which is a text inside a text.
$ cat >a.weir
fn a(x: int) -> string = "a" + x
fn b(x: int) -> string = (x + 1) + "say \"{x}\" "
fn c(x: int, y: string) -> string = y + x
fn d(x: int) -> string = """{""" + x
EOF
$ weir check a.weir | grep -e error -e help
error[language/type-mismatch]: "+" is not for string and int
  = help: values are put into a text in braces: "a{x}"
error[language/type-mismatch]: "+" is not for int and string
  = help: values are put into a text in braces: "{(x + 1)}say \"{x}\" "
error[language/type-mismatch]: "+" is not for string and int
  = help: values are put into a text in braces: "{y}{x}"
error[language/type-mismatch]: "+" is not for string and int
  = help: values are put into a text in braces: "{"""{"""}{x}"
4 errors in 1 file
