"""A server that a test plays byte by byte, and that remembers what it got.

A handler takes a Request and gives a Reply; what a Reply can't say, it says
with `raw` bytes. Connections stay open as HTTP/1.1 wants it.
"""
import json
import socket
import struct
import threading
import time
import urllib.parse


class Request:
    def __init__(self, method, target, headers, body, n):
        self.method, self.target, self.headers = method, target, headers
        self.body, self.n = body, n  # n: counts from 1
        url = urllib.parse.urlsplit(target)
        self.path = url.path
        self.query = dict(urllib.parse.parse_qsl(url.query, True))
        self.at = time.monotonic()
        self.connection = None  # its number
        self.ended = None  # when its answer was out

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.method} {self.target}"


class Reply:
    """`raw`: all bytes of the answer. `close`: without an answer. `reset`: the
    connection breaks behind it. `then_close`: it ends behind it. `after`: a
    threading.Event or seconds to wait for before it is sent."""

    def __init__(self, status=200, body="", headers=(), raw=None, close=False,
                 reset=False, then_close=False, after=None, drip=0):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.headers, self.raw = status, dict(headers), raw
        self.close, self.reset, self.then_close = close, reset, then_close
        self.after, self.drip = after, drip

    def bytes(self):
        if self.raw is not None:
            return self.raw
        head = {"Content-Type": "application/json",
                "Content-Length": str(len(self.body))}
        head.update(self.headers)
        if self.status == 204:
            head.pop("Content-Length")
        lines = [f"HTTP/1.1 {self.status} Some"]
        lines += [f"{k}: {v}" for k, v in head.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


def items(*ids, **more):
    """A page of the source: {"data": [...], ...}."""
    return dict(data=[i if isinstance(i, dict) else {"id": i} for i in ids],
                **more)


class Script:
    def __init__(self, handler, tls=None):
        self.handler, self.tls = handler, tls
        self.log, self.lock = [], threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.closing, self.connections = False, 0
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(64)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.closing:
            try:
                c, _ = self.socket.accept()
            except OSError:
                return
            if self.closing:
                c.close()
                return
            threading.Thread(target=self.serve, args=(c,), daemon=True).start()

    def serve(self, c):
        try:
            if self.tls:
                c = self.tls.wrap_socket(c, server_side=True)
            with c:
                c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                stream = c.makefile("rb")
                with self.lock:
                    self.connections += 1
                    number = self.connections
                while self.one(c, stream, number):
                    pass
        except OSError:
            pass

    def one(self, c, stream, number):
        line = stream.readline().decode("latin-1").split()
        if len(line) != 3:
            return False
        headers = {}
        for text in iter(stream.readline, b"\r\n"):
            if not text:
                return False
            name, _, value = text.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        with self.lock:
            r = Request(line[0], line[1], headers, body, len(self.log) + 1)
            r.connection = number
            self.log.append(r)
            self.changed.notify_all()
        reply = self.handler(r)
        return self.send(c, r, reply)

    def send(self, c, r, reply):
        if isinstance(reply, (dict, list)):
            reply = Reply(200, reply)
        if isinstance(reply.after, threading.Event):
            reply.after.wait(30)
        elif reply.after:
            time.sleep(reply.after)
        if reply.close:
            return False
        data = reply.bytes()
        if reply.drip:
            for i in range(len(data)):
                c.sendall(data[i:i + 1])
                time.sleep(reply.drip)
        else:
            c.sendall(data)
        r.ended = time.monotonic()
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            time.sleep(0.05)  # what was sent is to arrive before
            c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return False
        return not reply.then_close

    def calls(self, method=None, path=None):
        """What came, of a method and with a path that begins so."""
        with self.lock:
            return [r for r in self.log
                    if (not method or r.method == method)
                    and (not path or r.path.startswith(path))]

    def wait_for(self, n, method=None, path=None, seconds=20):
        """Until so many calls have come. They are there, or it fails."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            got = self.calls(method, path)
            if len(got) >= n:
                return got
            with self.lock:
                self.changed.wait(0.2)
        raise AssertionError(f"{n} calls of {method} {path} did not come: "
                             f"{self.log}")

    def stop(self):
        self.closing = True
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
