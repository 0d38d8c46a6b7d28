% A setting or a secret that was empty counted as given.
$ THINGS_URL= THINGS_TOKEN= weir run call.weir --once
error: missing: setting "THINGS_URL" (it is empty), secret "THINGS_TOKEN" (it is empty); set each as an environment variable, a setting also in an environment of weir.yaml, a secret as NAME_FILE with the path of a file
[2]
$ : >token; THINGS_URL=http://127.0.0.1:1 THINGS_TOKEN_FILE=token weir run call.weir --once
error: missing: secret "THINGS_TOKEN" ("token" is empty); set each as an environment variable, a setting also in an environment of weir.yaml, a secret as NAME_FILE with the path of a file
[2]
