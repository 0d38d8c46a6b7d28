"""What an answer means: its class, how often it is asked for, where it goes."""
import threading
import time
from script import Reply
from world import HALTED, PARKED, case, same, true

# class and calls of a write that may be tried four times
STATUS = {
    300: ("rejected", 1), 304: ("rejected", 1), 400: ("rejected", 1),
    401: ("auth", 1), 402: ("rejected", 1), 403: ("auth", 1),
    404: ("not_found", 1), 405: ("rejected", 1), 407: ("auth", 1),
    408: ("transient", 4), 409: ("conflict", 1), 410: ("not_found", 1),
    412: ("conflict", 1), 413: ("rejected", 1), 418: ("rejected", 1),
    422: ("rejected", 1), 423: ("conflict", 1), 425: ("transient", 4),
    429: ("rate_limited", 4), 451: ("rejected", 1), 500: ("transient", 4),
    501: ("rejected", 1), 502: ("transient", 4), 503: ("transient", 4),
    504: ("transient", 4), 505: ("rejected", 1), 511: ("auth", 1),
    599: ("transient", 4),
}


def parked(w, flow, fault, want, calls, path="/put"):
    """Every call fails so: the record is parked with the class."""
    before = len(w.dst.calls())
    had = len(w.queue()) if before else 0
    w.gives(f"A{before}")
    w.target.faults = []
    w.target.fault(fault, times=None)
    w.run(flow, PARKED)
    same(len(w.queue()), had + 1)
    true((f"A{before}", want) in w.queue(), f"{want}, not {w.queue()}")
    same(len(w.dst.calls(path=path)) - before, calls, "calls")


def statuses(w, which):
    for status in list(STATUS)[which::3]:
        want, calls = STATUS[status]
        parked(w, "natural", Reply(status, {"why": status}), want, calls)
    n = len(list(STATUS)[which::3])
    same(w.counts("natural"), (n, 0, 0, n, 0))
    w.target.faults = []
    w.retry()
    same(w.counts("natural"), (n, 0, n, 0, 0))
    same(set(w.has().values()), {1}, "each once")


@case(slow=True)
def a_status_has_its_class_and_its_tries_0(w):
    statuses(w, 0)


@case(slow=True)
def a_status_has_its_class_and_its_tries_1(w):
    statuses(w, 1)


@case(slow=True)
def a_status_has_its_class_and_its_tries_2(w):
    statuses(w, 2)


@case
def a_status_of_a_read_is_the_runs(w):
    # class, calls of three that may be, where it goes
    for status, want, calls in ((500, HALTED, 3), (401, HALTED, 1),
                                (429, HALTED, 3), (404, PARKED, 1),
                                (422, PARKED, 1), (409, PARKED, 1)):
        before = len(w.src.calls())
        w.gives(lambda r, s=status: Reply(s, {"why": "so"}))
        w.run("whole", want)
        same(len(w.src.calls()) - before, calls, f"calls of {status}")
        if want == PARKED:
            same(len(w.queue()), 1, "one entry, however often it fails")
    w.gives("A")
    w.run("whole")
    same((w.queue(), w.has()), ([], {"A": 1}))


@case
def what_breaks_a_connection_is_transient(w):
    for fault, want, calls in (
            (Reply(close=True), "transient", 4),
            (Reply(raw=b"", reset=True), "transient", 4),
            (Reply(raw=b"HTTP/1.1 200 O", then_close=True), "transient", 4),
            (Reply(raw=b"garbage\r\n\r\n", then_close=True), "transient", 4),
            (Reply(raw=b"SSH-2.0-x\r\n", then_close=True), "transient", 4)):
        parked(w, "natural", fault, want, calls)


@case
def what_is_cut_behind_an_error_keeps_its_class(w):
    half = {"Content-Length": "500"}
    for status in (404, 422, 503):
        want, calls = STATUS[status]
        parked(w, "natural", Reply(status, "half", half, then_close=True),
               want, calls)
    parked(w, "natural", Reply(422, "half", half), "rejected", 1)
    parked(w, "natural", Reply(raw=b"HTTP/1.1 409 C\r\nContent-Length: 9\r\n"
                               b"\r\nx", reset=True), "conflict", 1)


@case
def an_answer_that_does_not_come_is_a_timeout(w):
    never = threading.Event()
    parked(w, "once_only", Reply(after=never), "timeout", 1)
    # A status line of success says that it is done.
    w.gives("D")
    w.target.faults = []
    w.target.fault(Reply(raw=b"HTTP/1.1 200 OK\r\nX-A"), done=True)
    w.run("once_only")
    same((w.has(), len(w.dst.calls())), ({"D": 1}, 2))
    w.target.faults = []
    w.target.fault(Reply(after=never), "PUT", times=2)
    w.gives("T")
    w.run("natural")
    same(w.has()["T"], 1)
    same(len(w.dst.calls("PUT", "/put/T")), 3)
    never.set()


@case
def a_drop_at_a_time_is_a_timeout(w):
    parked(w, "once_only", Reply(500, "x" * 900, drip=0.005), "transient", 1)
    w.gives(lambda r: Reply(200, [{"id": "A"}], drip=0.15))
    w.run("once_only", PARKED)
    true(("", "timeout") in w.queue(), "the read gave up")


@case
def nobody_there_is_transient(w):
    gone = w.dst.url
    w.dst.stop()
    w.gives("A")
    w.run("natural", PARKED, env={"DST_URL": gone})
    same(w.queue(), [("A", "transient")])
    w.run("halts", HALTED, env={"DST_URL": gone})
    true("onnect" in w.log(), "says that nobody is there")


@case
def a_host_that_is_unknown_is_an_outage(w):
    w.gives("A")
    w.run("halts", HALTED, env={"DST_URL": "http://nowhere.invalid"})
    true("nowhere.invalid" in w.log(), "names the host")
    same(w.queue(), [])


@case
def tls_to_a_plain_port_is_no_conflict_and_not_sent(w):
    w.gives("A")
    w.run("blind", PARKED, env={"DST_URL": w.dst.url.replace("http", "https")})
    # A server that speaks no TLS hangs up, or waits for more.
    true(w.queue()[0][1] in ("transient", "timeout"),
         f"no conflict, nothing was sent: {w.queue()}")
    same(w.dst.calls(), [])


@case
def a_base_that_is_no_address_is_refused_at_the_start(w):
    for base in ("", "dst.example", "ftp://dst.example", "http://",
                 "http://user:pw@dst.example", "file:///etc/passwd"):
        w.run("natural", 2, env={"DST_URL": base})
    for base in ("http://u:hunter2@h", "https://hunter2@h", "u:hunter2@h"):
        w.run("natural", 2, env={"DST_URL": base})
    true("hunter2" not in w.log(), "a password is not shown")
    true('the base of "a_basic"' in w.log(), "says whose")
    same(w.dst.calls() + w.src.calls(), [])


def peak(p):
    """Most KiB that a process had, as far as one sees until it ends."""
    most = 0
    while p.poll() is None:
        with open(f"/proc/{p.pid}/status", encoding="ascii") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    most = max(most, int(line.split()[1]))
        time.sleep(0.005)
    return most


@case
def memory_is_bounded_whatever_comes(w):
    # 80 MiB, with and without a length, each asked for three times.
    big = b"[" + b" " * (80 << 20) + b"]"
    for head in (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(big),
                 b"HTTP/1.1 200 OK\r\n\r\n"):
        w.gives(lambda r, head=head: Reply(raw=head + big, then_close=True))
        p = w.start("whole", "--once", "--from", "all")
        most = peak(p)
        w.ends(p, PARKED)
        true(most < 200 << 10 or w.tools.checks_memory, f"{most >> 10} MiB")
        same(w.queue(), [("", "malformed")])


@case
def headers_without_end_are_malformed(w):
    w.gives(lambda r: Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90000))
    w.run("whole", (PARKED, HALTED))
    same(w.has(), {})


@case
def a_message_shows_what_the_target_says(w):
    w.gives("A", "B")
    w.target.fault(Reply(422, {"error": "no such country: \u00e9" + "x" * 9000}))
    w.target.fault(Reply(422, b"\xff\xfe\x00\x1b[31mred" + b"y" * 9000))
    w.run("natural", PARKED)
    w.log().encode()
    messages = [e["message"] for e in w.entries()]
    true(any("no such country" in m for m in messages), "the words")
    for m in messages:
        true(len(m.encode()) <= 2048, "at most 2 KiB")
        true("\x1b" not in m and "\x00" not in m, "no control characters")
    out = w.weir("queue", "list") + w.weir("queue", "show", "1")
    true("\x1b" not in out, "nothing that drives a terminal")


# --- routes


@case
def each_route_is_taken(w):
    w.gives("ok", "gone", "there", "bad", "odd")
    for status, id_ in ((404, "gone"), (409, "there"), (422, "bad")):
        w.target.fault(Reply(status), "PUT", f"/put/{id_}")
    w.target.fault(lambda r: Reply(418 if r.json()["id"] == "odd" else 200),
                   "POST", "/hook", times=None)
    w.run("routes", PARKED)
    same(w.counts("routes"), (5, 0, 3, 1, 1))
    same(w.rows("SELECT reason,n FROM drops"), [("{item.id} is gone", 1)])
    same(w.queue(), [("odd", "rejected")])
    same(sorted(r.json()["id"] for r in w.dst.calls("POST")),
         ["bad", "odd", "ok"], "continue goes on, the others end")
    alerts = w.events("alert")
    true(any("conflict of there: 409" in a["msg"] for a in alerts), alerts)


@case
def halt_because_waits_for_a_person(w):
    w.gives("A", "B")
    w.target.fault(Reply(403), "PUT", times=None)
    w.run("routes", HALTED)
    same((w.queue(), w.counts("routes")), ([], (2, 2, 0, 0, 0)))
    calls = len(w.dst.calls())
    w.target.faults = []
    w.run("routes", HALTED)
    same(len(w.dst.calls()), calls, "no run starts")
    true("the key is wrong" in w.weir("status", want=None), "says why")
    w.weir("resume", "routes")
    w.run("routes")
    same(w.counts("routes")[1], 0)
    same(w.has(), {"A": 2, "B": 2})


@case
def halt_of_an_outage_heals_by_itself(w):
    w.gives(*[f"A{n}" for n in range(40)])
    w.target.fault(Reply(503), "PUT", times=None)
    w.run("halts", HALTED)
    same((w.queue(), w.counts("halts")), ([], (40, 40, 0, 0, 0)))
    calls = len(w.dst.calls())
    true(calls <= 4, f"a handful of calls, not {calls}")
    w.run("halts", HALTED)
    same(len(w.dst.calls()) - calls, 2, "one record as a probe, tried twice")
    w.target.faults = []
    w.gives()
    w.run("halts")
    same(w.counts("halts"), (40, 0, 40, 0, 0))
    same(set(w.has().values()), {1})
    same(len([a for a in w.events("alert") if "halted" in a["msg"]]), 1,
         "one alert an episode")
