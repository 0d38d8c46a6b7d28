"""A peer that runs, seen from a test: start it, call it, command it."""
import http.client
import json
import os
import subprocess
import tempfile
import time


class Peer:
    def __init__(self, program, *seeds, options=()):
        self.dir = tempfile.TemporaryDirectory()
        port_file = os.path.join(self.dir.name, "port")
        command = [program, "--port", "0", "--port-file", port_file]
        command += list(options)
        for i, seed in enumerate(seeds):
            path = seed
            if not isinstance(seed, str):
                path = os.path.join(self.dir.name, f"seed{i}.json")
                with open(path, "w", encoding="utf-8") as f:
                    json.dump(seed, f)
            command += ["--seed", path]
        self.process = subprocess.Popen(command)
        for _ in range(500):
            if os.path.exists(port_file):
                break
            if self.process.poll() is not None:
                raise SystemExit("the peer did not start")
            time.sleep(0.01)
        with open(port_file, encoding="utf-8") as f:
            self.port = int(f.read())
        self.url = f"http://127.0.0.1:{self.port}"

    def call(self, method, path, body=None, headers=None, timeout=10):
        """The status, the headers and the body of the answer."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        try:
            c.request(method, path, body, headers)
            r = c.getresponse()
            return r.status, r.headers, r.read()
        finally:
            c.close()

    def command(self, *rules):
        status, _, body = self.call("POST", "/_control", list(rules))
        assert status == 200, body

    def log(self, path="*"):
        return json.loads(self.call("GET", f"/_log?path={path}")[2])["requests"]

    def state(self, exact=False):
        """All documents; `exact` keeps a decimal as its text behind a NUL."""
        text = self.call("GET", "/_state")[2]
        if exact:
            return json.loads(text, parse_float=lambda t: "\0" + t)
        return json.loads(text)

    def stop(self):
        self.process.terminate()
        status = self.process.wait(10)
        self.dir.cleanup()
        return status
