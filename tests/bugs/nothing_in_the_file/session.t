% A file without an item was found to be without findings.
$ : >empty.weir; weir check empty.weir
error: nothing to check: no item in 1 file
  = help: an item is a flow, connector, record, map, fn, table, queue, team or test; "weir init" writes a first flow
[2]
$ echo '// only a comment' >comment.weir; weir check empty.weir comment.weir
error: nothing to check: no item in 2 files
  = help: an item is a flow, connector, record, map, fn, table, queue, team or test; "weir init" writes a first flow
[2]
