% The whole record as a key, and a key that is the same for all, were silent.
$ weir check in.weir --select retries/unstable-dedupe-key
error[retries/unstable-dedupe-key]: the key of "dedupe#1" is made from the whole record: the same thing gets another key when it comes again
 --> in.weir:7:13
  |
7 |   dedupe by order within 35d
  |             ^^^^^
  |
  = help: name the fields that say which thing it is, and which version: "{order.id}/{order.updated_at}"

error[retries/unstable-dedupe-key]: the key of "dedupe#2" is the same for all records: only the first of them passes
 --> in.weir:8:13
  |
8 |   dedupe by "order" within 35d
  |             ^^^^^^^
  |
  = help: name the fields that say which thing it is, and which version: "{order.id}/{order.updated_at}"

2 errors in 1 file, 1 flow
[1]
