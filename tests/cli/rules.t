% The library, and one rule's page.
$ weir rules retries/no-backoff
retries/no-backoff               warning  a step that retries waits between its attempts
$ weir rules retires
error: there is no rule or category "retires"
  = help: did you mean "retries"?
[2]
$ weir rules | grep ' rules; '  | sed 's/^[0-9]*/N/'
N rules; "weir explain RULE" says more of one
$ weir rules retries/no-backoff --format markdown
# Rules

## retries

| rule | level | what holds |
|---|---|---|
| `retries/no-backoff` | warning | a step that retries waits between its attempts |
$ weir rules retries/no-backoff --format json | jq -c '.rules[] | [.id, .category, .level, .summary, (.page | split("\n")[0])]'
["retries/no-backoff","retries","warning","a step that retries waits between its attempts","# retries/no-backoff"]
$ [ "$(weir rules --format json | jq '.rules | length')" = "$(weir rules --format markdown | grep -c '^| `')" ] && echo same
same
$ weir rules --format markdown | cmark-gfm -e table --to xml | grep -cE '<(html|link|image)'
0
[1]
$ weir rules --format sarif
error: --format is one of human|json|markdown, not "sarif"
[2]
$ weir explain retries/no-backoff | head -n 3
retries/no-backoff (warning): a step that retries waits between its attempts

# retries/no-backoff
$ weir explain retries/no-backof
error: there is no rule or category "retries/no-backof"
  = help: did you mean "retries/no-backoff"?
[2]
$ weir explain language/syntax
error: there is no rule or category "language/syntax"
  = help: errors of the compiler explain themselves: see the help line of the message
[2]
$ weir explain zzzzzzzz
error: there is no rule or category "zzzzzzzz"
  = help: "weir rules" lists them
[2]
$ weir explain
error: "weir explain" needs RULE
  = help: "weir explain --help" says more
[2]
$ weir explain completeness | grep -E 'counts-only|partial-sync|explain'
completeness/counts-only         warning  a reconcile compares amounts where there are any
completeness/partial-sync        error    of two systems written in turn none is left behind
"weir explain RULE" says more of one
$ weir explain no-retry
error: there is no rule or category "no-retry"
  = help: did you mean "retries/no-retry"?
[2]
$ weir explain writes/no-retry
error: there is no rule or category "writes/no-retry"
  = help: did you mean "retries/no-retry"?
[2]
$ weir explain no-retyr
error: there is no rule or category "no-retyr"
  = help: did you mean "retries/no-retry"?
[2]
$ echo 'fn a() -> int = 1' >a.weir; weir check --select no-backoff a.weir
error: there is no rule or category "no-backoff"
  = help: did you mean "retries/no-backoff"?
[2]
