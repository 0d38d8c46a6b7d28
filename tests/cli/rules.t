% The library, and one rule's page.
$ weir rules retries/no-backoff
retries/no-backoff               warning  a step that retries waits between its attempts
$ weir rules retires
error: there is no rule or category "retires"
  = help: did you mean "retries"?
[2]
$ weir rules | grep ' rules; '  | sed 's/^[0-9]*/N/'
N rules; "weir explain RULE" says more of one
$ weir explain retries/no-backoff | head -n 3
retries/no-backoff (warning): a step that retries waits between its attempts

# retries/no-backoff
$ weir explain retries/no-backof
error: there is no rule "retries/no-backof"
  = help: did you mean "retries/no-backoff"?
[2]
$ weir explain language/syntax
error: there is no rule "language/syntax"
  = help: errors of the compiler explain themselves: see the help line of the message
[2]
$ weir explain zzzzzzzz
error: there is no rule "zzzzzzzz"
  = help: "weir rules" lists them
[2]
$ weir explain
error: "weir explain" needs RULE
  = help: "weir explain --help" says more
[2]
