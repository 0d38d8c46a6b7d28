% A step that is skipped names nothing, whatever it named for the item before.
$ weir test items.weir
ok    an item has nothing of the one before
1 passed, 0 failed
