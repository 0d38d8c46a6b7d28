% Maps that differ in one operation were no near-copies; a step was told to be
% first where a later map is what it could call, and a part to be the whole.
$ weir check copies.weir --select truth/duplicated-logic,truth/diverged-logic
warning[truth/duplicated-logic]: step "map s#1" of flow "f" has the same logic as map "a"
  --> copies.weir:25:26
   |
25 |   map   q -> erp.Sale as s { note = q.note  ref = q.id  day = date_of(q.at, "UTC")  total = q.total  currency ...
   |                          ^
note: written here too
  --> copies.weir:35:5
   |
35 | map a(q: shop.Order) -> erp.Sale { ref = q.id  day = date_of(q.at, "UTC")  total = q.total  currency = q.curre...
   |     ^
   |
   = help: use map "a" here: map a(q) as s

warning[truth/duplicated-logic]: step "keep#1" of flow "f" has the same logic as fn "few"
  --> copies.weir:27:9
   |
27 |   keep  7 != k and 2 > k
   |         ^^^^^^^^^^^^^^^^
...
37 | fn few(w: int) -> bool = w < 2 and w != 7
   |                          ---------------- written here too
   |
   = help: use fn "few" here: few(k)

warning[truth/duplicated-logic]: a part of step "set u#1" of flow "f" has the same logic as fn "vat"
  --> copies.weir:28:17
   |
28 |   set   u = 3 + round(q.total * 1.2, 2)
   |                 ^^^^^^^^^^^^^^^^^^^^^^^
...
38 | fn vat(x: decimal) -> decimal = round(x * 1.2, 2)
   |                                 ----------------- written here too
   |
   = help: use fn "vat" here: vat(q.total)

warning[truth/duplicated-logic]: a part of step "set w#1" of flow "f" has the same logic as step "set v#1" of flow "f"
  --> copies.weir:30:17
   |
29 |   set   v = q.total * 2 + u / 3
   |             ------------------- written first here
30 |   set   w = 1 + (q.total * 2 + u / 3)
   |                 ^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write it once, as a fn, and use that in both places

warning[truth/diverged-logic]: map "b" has "o.total + 1" where its near-copy in step "map s#1" of flow "f" has "q.total"
  --> copies.weir:36:84
   |
36 | ...date_of(o.at, "UTC")  total = o.total + 1  currency = o.currency  note = o.note }
   |                                  ^^^^^^^^^^^
note: the other one
  --> copies.weir:25:93
   |
25 | ...date_of(q.at, "UTC")  total = q.total  currency = q.currency }
   |                                  ^^^^^^^
   |
   = help: decide which is right, and write it once, as a map

warning[truth/diverged-logic]: map "c" has "2" where its near-copy in step "set u#1" of flow "f" has "3"
  --> copies.weir:39:84
   |
39 | ...date_of(o.at, "UTC")  total = 2 + round(o.total * 1.2, 2)  currency = o.currency  note = null }
   |                                  ^
note: the other one
  --> copies.weir:28:13
   |
28 |   set   u = 3 + round(q.total * 1.2, 2)
   |             ^
   |
   = help: decide which is right, and write it once, as a fn

6 warnings in 1 file, 1 flow
