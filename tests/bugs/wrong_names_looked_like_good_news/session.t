% A name that nothing has was answered as if all were well, and a time that is
% none was taken where no flow asked for one.
$ weir run copies.weir copis
error: there is no flow "copis"; did you mean "copies"?
[2]
$ weir run copies.weir --once --from yesterday
error: expected --from all, now or a time such as 2026-01-31 or 2026-01-31T09:00:00Z, found "yesterday"
[2]
$ DIR=. weir run copies.weir --once --from 2026-02-30
error: expected --from all, now or a time such as 2026-01-31 or 2026-01-31T09:00:00Z, found "2026-02-30"
[2]
$ DIR=. weir run copies.weir --once --from 2026-02-28 2>/dev/null
$ weir queue list falures
error: there is no queue "falures"
  = help: did you mean "failures"?
[1]
$ weir queue list failures
nothing waits
$ weir queue list unrouted
nothing waits
$ weir runs copis
error: there is no flow "copis"
  = help: did you mean "copies"?
[1]
$ weir runs nothing_like_it
error: there is no flow "nothing_like_it"
[1]
$ weir resume copis
error: there is no flow "copis"
  = help: did you mean "copies"?
[1]
$ weir resume copies
error: "copies" is not halted
[1]
