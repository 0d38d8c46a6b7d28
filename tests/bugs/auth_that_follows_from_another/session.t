% A mistake in an auth line was told again as values that are missing.
$ cat >auth.weir
connector a@1.0.0 {
  base "https://a.example"
  auth bearer { token: secret TOKEN }
}
EOF
$ weir check auth.weir
error[language/syntax]: expected a text, "secret" or "setting", found ":"
 --> auth.weir:3:22
  |
3 |   auth bearer { token: secret TOKEN }
  |                      ^

1 error in 1 file
[1]
