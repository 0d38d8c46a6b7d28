% Without a weir.yaml, it was said of one that it has no such environment.
$ DIR=. weir run copies.weir --once --env staging
error: there is no environment "staging"; weir.yaml has none
[2]
$ printf 'weir: 1\nenvironments: { test: { settings: { DIR: "." } }, live: { settings: { DIR: "." } } }\n' >weir.yaml
$ weir run . --once --env staging
error: there is no environment "staging"; weir.yaml has "test", "live"
[2]
$ WEIR_ENV=staging weir run . --once
error: there is no environment "staging"; weir.yaml has "test", "live"
[2]
