% What stood in place of a key of weir.yaml was "something else".
$ echo '{{{' >weir.yaml; weir check
error: expected a text as key, found a map
 --> weir.yaml:1:2
  |
1 | {{{
  |  ^
  |
  = help: a text with brackets stands in quotes: "{x}"
[2]
$ echo '? [a]' >weir.yaml; weir check 2>&1 | head -1
error: expected a text as key, found a list
$ printf 'weir: &a 1\n*a : 2\n' >weir.yaml; weir check 2>&1 | head -1
error: expected a text as key, found an alias
