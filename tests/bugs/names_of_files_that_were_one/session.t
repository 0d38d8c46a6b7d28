% The manifests of flows with signs in their names were written over each other.
$ WEIR_STATE=state weir build --emit manifest two.weir >/dev/null && ls build/flows
%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%2fc753522344f583.manifest.json
%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%2fc753522344f583.manifest.yaml
a%20b.manifest.json
a%20b.manifest.yaml
a%2B.manifest.json
a%2B.manifest.yaml
a_.manifest.json
a_.manifest.yaml
