% A command without --from ended at a manifest or an export with an assertion.
$ echo 'weir: 1' >weir.yaml; weir build --emit manifest >/dev/null
$ weir graph build/estate.manifest.json --format dot | head -n 1
digraph weir {
$ weir graph build/estate.manifest.json orders --format mermaid | head -n 1
flowchart TB
