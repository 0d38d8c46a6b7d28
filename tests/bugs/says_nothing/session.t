% A folder's name stood in a command without quotes.
$ weir init "it's new" | tail -1
next: cd 'it'\''s new' && weir check
% Nothing was said when there was nothing to run.
$ DIR=. weir run called.weir --once
error: nothing to run: all flows are callable, and run when another flow calls them
[2]
