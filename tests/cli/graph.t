% A flow as a picture. What can't be drawn is said, exit status 2; a flow with
% mistakes is refused, exit status 1.
$ cat >notes.weir
team ops { contact "ops@example.com" }
queue failed { owner ops  triage within 1h }
record Note { text: string }
/// Tells "everybody".
flow tell { owner ops  topic notes as note: Note  notify ops "<{note.text}>"  on error -> failed }
flow twice { owner ops  callable(note: Note)  send note to topic notes  on error -> failed }
EOF
$ weir graph
error: "weir graph" needs PATH [FLOW]
  = help: "weir graph --help" says more
[2]
$ weir graph notes.weir tell --format mermaid
flowchart TB
  subgraph flow1 ["tell (ops)"]
    n1(["topic note<br/>#34;notes#34;"]):::trigger
    n2["notify ops<br/>#34;#60;{note.text}#62;#34;"]:::step
    n3(("end")):::finish
  end
    n4[("failed<br/>owner ops<br/>triage within 1h")]:::queue
    n5[/"topic notes"/]:::outside
  n1 --> n2
  n1 -.->|"error"| n4
  n5 ==> n1
  n2 --> n3
  linkStyle 1 stroke:#c0392b,color:#c0392b
  linkStyle 2 stroke:#2c6fbb,color:#2c6fbb
  classDef trigger fill:#dff0d8
  classDef remote fill:#e3eefa,stroke-width:2px
  classDef queue fill:#fdebd0
  classDef outside stroke-dasharray:4
  classDef failing stroke:#c0392b
$ weir graph notes.weir twice -f dot
digraph weir {
  rankdir=TB;
  fontname="sans-serif";
  node [fontname="sans-serif" fontsize=11];
  edge [fontname="sans-serif" fontsize=9];
  subgraph cluster_2 {
    label="twice (ops)";
    color="#999999";
    n1 [label="callable" shape=oval style=filled fillcolor="#dff0d8"];
    n2 [label="send\n\"notes\"" shape=box];
    n3 [label="end" shape=doublecircle];
  }
    n4 [label="topic notes" shape=box style=dashed];
  n1 -> n2 [label=""];
  n2 -> n3 [label=""];
  n2 -> n4 [label="send" color="#2c6fbb" fontcolor="#2c6fbb" style=bold];
}
$ weir graph notes.weir --output notes.svg && head -c 5 notes.svg && echo
<?xml
$ weir graph notes.weir tel --format dot
error: there is no flow "tel"
  = help: did you mean "tell"?
[2]
$ weir graph notes.weir --format png
error: --format is one of svg|dot|mermaid, not "png"
  = help: did you mean "svg"?
[2]
$ weir graph nothing.weir
error: cannot read "nothing.weir": no such file or directory
[2]
$ echo 'flow f { notify ops "x" }' >bad.weir && weir graph bad.weir
error[language/no-trigger]: expected a trigger in flow "f", found none
 --> bad.weir:1:6
  |
1 | flow f { notify ops "x" }
  |      ^
  |
  = help: say when it runs, as in: every 5m no overlap

error[language/unknown-name]: there is no team "ops"
 --> bad.weir:1:17
  |
1 | flow f { notify ops "x" }
  |                 ^^^

[1]
