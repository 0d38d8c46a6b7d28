% What leads back to itself was told without a help.
$ weir check in.weir --select structure/cycle
error[structure/cycle]: step "send#1" closes a loop: flow "first" leads back to flow "second"
  --> in.weir:13:3
   |
 4 | flow first {
   |      ----- the way back begins here
...
13 |   send order to topic ping
   |   ^^^^
   |
   = help: take this step out, or send to a topic that no flow on the way back listens to

1 error in 1 file, 2 flows
[1]
$ echo 'fn a(n: int) -> int = a(n - 1)' >fn.weir; weir check fn.weir
error[language/recursion]: a fn or map never calls itself, found "a" calling itself
 --> fn.weir:1:4
  |
1 | fn a(n: int) -> int = a(n - 1)
  |    ^
  |
  = help: take the call out; what is done again and again goes through a list: sum(each x in xs { x * 2 })

1 error in 1 file
[1]
$ sed 's/send order to topic ping/call second(order)/; s/topic pong as \(order: Order\)/callable(\1)/' in.weir >call.weir; weir check call.weir
error[structure/cycle]: expected flows that end, found that "second" calls itself in the end
  --> call.weir:13:8
   |
13 |   call second(order)
   |        ^^^^^^
   |
   = help: take this call out, or move what the flows share into another one, which calls none of them

1 error in 1 file, 2 flows
[1]
