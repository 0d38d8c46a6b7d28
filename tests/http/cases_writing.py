"""Writing: each operation and each grade, and what is known of an effect."""
import signal
import sqlite3
import urllib.parse
from script import Reply
from world import (DONE, HALTED, PARKED, STOPPED, case, same, true, until)

IDS = ["A", "B", "C"]
SENT = dict.fromkeys(IDS, 1)
CLOSED = Reply(close=True)


def keys(w, path="/keyed"):
    """Of each record: the keys and the bodies that it was sent with."""
    got = {}
    for r in w.dst.calls("POST", path):
        got.setdefault(r.json()["id"], []).append(
            (r.headers["idempotency-key"], r.body))
    return got


@case
def an_upsert_puts_the_record(w):
    w.gives(*IDS)
    w.run("natural")
    r = w.dst.calls("PUT", "/put/A")[0]
    same((r.json(), r.headers["content-type"]),
         ({"id": "A"}, "application/json"))
    same(w.has(), SENT)


@case
def an_update_a_delete_an_action_and_a_form(w):
    w.gives(*IDS)
    w.target.things["put"] = dict(SENT)
    w.run("patch")
    w.run("ping")
    w.run("approve")
    w.run("form")
    w.run("remove")
    same(sorted(r.path for r in w.dst.calls("PATCH")),
         [f"/put/{i}" for i in IDS])
    same(len(w.dst.calls("POST", "/hook")), 3)
    same(sorted(r.path for r in w.dst.calls("POST", "/put")),
         [f"/put/{i}/approve" for i in IDS])
    r = w.dst.calls("POST", "/form")[0]
    same(r.headers["content-type"], "application/x-www-form-urlencoded")
    same(dict(urllib.parse.parse_qsl(r.body.decode()))["note"], "a&b=c d\u00e9+%")
    same(w.has(), {}, "all deleted")
    deletes = w.dst.calls("DELETE")
    same({(r.body, r.headers.get("content-type")) for r in deletes},
         {(b"", None)})


@case
def a_form_names_what_is_in_it(w):
    w.gives("A")
    w.run("nested")
    r = w.dst.calls("POST", "/nested")[0]
    same(urllib.parse.parse_qsl(r.body.decode()), [
        ("id", "A"), ("tags[0]", "a b"), ("tags[1]", "c&d"),
        ("lines[0][SKU no.]", "S1"), ("lines[0][price]", "1.50"),
        ("lines[1][SKU no.]", "S2"), ("to[x]", "1"), ("to[y]", "2")])


@case
def what_is_not_there_is_deleted(w):
    w.gives(*IDS)
    w.target.things["put"] = {"B": 1}
    w.target.fault(CLOSED, "DELETE", "/put/B", done=True)
    w.run("remove")
    same((w.has(), w.counts("remove")), ({}, (3, 0, 3, 0, 0)))


# --- natural


@case
def a_natural_write_is_repeated_until_it_is_known(w):
    w.gives(*IDS)
    for fault in (CLOSED, Reply(500), Reply(200, "half", {
            "Content-Length": "99"}, then_close=True), Reply(after=1.5)):
        w.target.fault(fault, "PUT", "/put/B", done=True)
    w.run("natural")
    # What was cut behind a 200 is done.
    same(w.has(), {"A": 1, "B": 3, "C": 1})
    same(w.counts("natural"), (3, 0, 3, 0, 0))


@case
def a_key_is_remembered_for_its_window_and_no_longer(w):
    w.gives("A", "B", "A")
    w.run("once_an_hour")
    same((w.has(), w.counts("once_an_hour")),
         ({"A": 1, "B": 1}, (2, 0, 2, 0, 0)), "the same item is a repeat")
    for minutes, times in ((59, 1), (2, 2), (0, 2)):
        with sqlite3.connect(w.state + "/state.db") as db:
            db.execute("UPDATE dedupe SET done_at=done_at-?",
                       (minutes * 60_000_000,))
        w.run("once_an_hour")
        same(w.has(), {"A": times, "B": times}, f"{minutes} minutes later")
    same(w.rows("SELECT reason,sum(n) FROM drops"), [("duplicate", 4)])


# --- keyed


@case
def a_keyed_write_repeats_key_and_bytes(w):
    w.gives(*IDS)
    w.target.fault(CLOSED, "POST", done=True)
    w.target.fault(Reply(after=1.5), "POST", done=True)
    w.target.fault(Reply(503), "POST")
    w.run("keyed")
    same(w.has("keyed"), SENT)
    got = keys(w)
    same(sorted(got), IDS)
    same(sum(map(len, got.values())), 6)
    for sent in got.values():
        same(len(set(sent)), 1, "same key, same bytes")
    same(len({s[0][0] for s in got.values()}), 3, "a key for each")


@case
def a_key_is_the_same_in_each_run(w):
    # It is of the value of `key`, not of the record: a record that is read
    # again is done already.
    w.gives(*IDS)
    w.run("keyed")
    w.run("keyed")
    same(w.has("keyed"), SENT)
    for sent in keys(w).values():
        same((len(sent), len(set(sent))), (2, 1))


@case
def a_key_of_the_record_lasts_over_a_kill(w):
    # Its body has the time in it: the stored bytes are sent again.
    w.gives("A")
    w.target.fault(Reply(after=9), "POST", done=True)
    p = w.start("own_key", "--once", "--from", "all")
    w.dst.wait_for(1, "POST")
    p.send_signal(signal.SIGKILL)
    p.wait()
    w.gives()
    w.run("own_key")
    same(w.has("keyed"), {"A": 1})
    sent = keys(w)["A"]
    same((len(sent), len(set(sent))), (2, 1), "same key, same bytes")
    same(w.counts("own_key"), (1, 0, 1, 0, 0))


@case
def a_key_that_is_refused_is_parked(w):
    w.gives("A")
    w.target.fault(Reply(422, {"error": "another body under this key"}))
    w.run("keyed", PARKED)
    same(w.queue(), [("A", "rejected")])


@case
def a_keyed_write_whose_outcome_stays_unknown_is_parked_and_retried(w):
    w.gives("A")
    w.target.fault(CLOSED, "POST", times=4, done=True)
    w.run("keyed", PARKED)
    same((w.queue(), len(w.dst.calls())), ([("A", "transient")], 4))
    w.retry()
    same(w.has("keyed"), {"A": 1})
    sent = keys(w)["A"]
    same((len(sent), len(set(sent))), (5, 1), "the retry, too")
    same(w.counts("keyed"), (1, 0, 1, 0, 0))


# --- unsafe


@case
def an_unsafe_write_is_looked_up_when_its_answer_is_lost(w):
    for n, fault in enumerate((CLOSED, Reply(500), Reply(408), Reply(504),
                               Reply(after=1.5))):
        w.gives(f"A{n}")
        w.target.fault(fault, "POST", "/seen", done=True)
        w.run("seen")
        same(len(w.dst.calls("POST", "/seen")), n + 1, f"sent once: {n}")
        same(len(w.dst.calls("GET", f"/seen/A{n}")), 1, f"looked up once: {n}")
    same(w.counts("seen"), (5, 0, 5, 0, 0))


@case
def an_unsafe_write_is_looked_up_after_a_kill(w):
    w.gives("A")
    w.target.fault(Reply(after=9), "POST", done=True)
    p = w.start("seen", "--once", "--from", "all")
    w.dst.wait_for(1, "POST")
    p.send_signal(signal.SIGKILL)
    p.wait()
    w.gives()
    w.run("seen")
    same((w.has("seen"), len(w.dst.calls("GET"))), ({"A": 1}, 1))
    same(w.counts("seen"), (1, 0, 1, 0, 0))


@case(speed=200)
def an_unsafe_write_that_is_not_found_is_a_conflict(w):
    # Looked for three times in two minutes, for a target may be slow to show.
    w.gives("A")
    w.target.fault(CLOSED, "POST", "/seen")
    w.run("patient_seen", PARKED)
    same((w.queue(), len(w.dst.calls("POST")), len(w.dst.calls("GET"))),
         ([("A", "conflict")], 1, 3))
    w.retry(want=1)
    same(len(w.dst.calls("POST")), 1, "a person has to say what happened")
    w.retry("--again")
    same((w.has("seen"), w.counts("patient_seen")), ({"A": 1}, (1, 0, 1, 0, 0)))


@case
def an_unsafe_action_is_not_looked_up(w):
    # That the record is there says nothing of what was to become of it.
    w.gives("A", "B")
    w.target.things["put"] = {"A": 1, "B": 1}
    w.target.fault(CLOSED, "POST", "/put/A")
    w.run("approve", PARKED)
    same((w.queue(), w.dst.calls("GET")), ([("A", "conflict")], []))
    w.retry("--again")
    same(w.counts("approve"), (2, 0, 2, 0, 0))


@case(speed=200)
def an_unsafe_write_that_shows_late_is_found(w):
    w.gives("A")
    w.target.fault(CLOSED, "POST", "/seen", done=True)
    w.target.fault(Reply(404), "GET", "/seen", times=2)
    w.run("patient_seen")
    same((w.has("seen"), len(w.dst.calls("GET"))), ({"A": 1}, 3))


@case(speed=200)
def an_unsafe_write_that_cannot_be_looked_up_is_a_conflict(w):
    w.gives("A", "B")
    w.target.fault(CLOSED, "POST", "/blind", done=True)
    w.run("patient_blind", PARKED)
    same([c for _, c in w.queue()], ["conflict"])
    same(w.has("blind"), {"A": 1, "B": 1})
    same(len(w.dst.calls()), 2)
    w.retry("--done")
    same(w.has("blind"), {"A": 1, "B": 1})
    same(w.counts("patient_blind"), (2, 0, 2, 0, 0))


@case
def an_unsafe_write_that_did_not_leave_is_tried_again(w):
    # Refused, or told to wait: the target says that nothing was done.
    w.gives("A", "B")
    w.target.fault(Reply(429, "", {"Retry-After": "0"}), "POST", "/blind",
                   times=2)
    w.run("blind")
    same(w.has("blind"), {"A": 1, "B": 1})
    w.dst.stop()
    w.gives("C")
    w.run("blind", PARKED)
    same([c for _, c in w.queue()], ["transient"])


@case
def an_unsafe_write_is_done_by_its_status_line(w):
    # A 200 that then hangs, breaks or is reset has been done.
    head = b"HTTP/1.1 201 Created\r\nContent-Length: 90\r\n\r\n{"
    chunk = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
    for n, fault in enumerate((
            Reply(raw=head, then_close=True), Reply(raw=head, reset=True),
            Reply(raw=chunk, then_close=True), Reply(raw=head),
            Reply(raw=chunk + b"zzzzzz\r\nxx\r\n"),
            Reply(201, "<html>"), Reply(201, ""), Reply(204))):
        w.gives(f"A{n}")
        w.target.fault(fault, "POST", "/blind", done=True)
        w.run("blind")
        same(len(w.dst.calls()), n + 1, f"sent once: {n}")
    same(w.counts("blind"), (8, 0, 8, 0, 0))


@case
def a_conflict_is_looked_up(w):
    # 409: is it ours, from a run that nobody remembers?
    w.gives("A", "B")
    w.target.things["seen"] = {"A": 1}
    w.run("seen")
    same(w.has("seen"), {"A": 1, "B": 1})
    same(w.counts("seen"), (2, 0, 2, 0, 0))


# --- answers


@case
def a_step_behind_uses_the_answer(w):
    w.gives(*IDS)
    w.run("answered")
    same({r.json()["id"]: r.json()["note"] for r in w.dst.calls("PUT")},
         {i: f"N-{i}" for i in IDS})


@case
def an_answer_that_is_needed_and_ill_is_malformed(w):
    # Done and known to be: parked, and never sent again.
    ill = (Reply(201, "<html>"), Reply(201, ""), Reply(204), Reply(201, "{}"),
           Reply(201, '{"number":3}'), Reply(201, "[]"),
           Reply(201, '{"number":"x"', {"Content-Length": "99"},
                 then_close=True))
    for n, fault in enumerate(ill):
        w.gives(f"A{n}")
        w.target.fault(fault, "POST", "/keyed", done=True)
        w.run("answered", PARKED)
        same(w.queue()[-1], (f"A{n}", "malformed"), f"{n}")
        same(len(w.dst.calls("POST")), n + 1, f"sent once: {n}")
    same(w.dst.calls("PUT"), [], "what needs it is not sent")
    w.retry(want=PARKED)
    same(len(w.dst.calls("POST")), len(ill), "not by a retry, either")


@case
def an_answer_is_kept_for_what_comes_behind(w):
    w.gives("A")
    w.target.fault(Reply(422), "PUT")
    w.run("answered", PARKED)
    w.retry()
    same((len(w.dst.calls("POST")), w.dst.calls("PUT")[-1].json()),
         (1, {"id": "A", "note": "N-A"}))
    same(w.counts("answered"), (1, 0, 1, 0, 0))


@case
def an_answer_is_kept_over_a_stop(w):
    w.gives("A")
    w.target.fault(Reply(200, after=9), "PUT")
    p = w.start("answered", "--once", "--from", "all")
    w.dst.wait_for(1, "PUT")
    p.send_signal(signal.SIGKILL)
    p.wait()
    w.gives()
    w.run("answered")
    same(w.dst.calls("PUT")[-1].json(), {"id": "A", "note": "N-A"})
    posts = w.dst.calls("POST")
    same(len({(r.headers["idempotency-key"], r.body) for r in posts}), 1)
    same(w.has("keyed"), {"A": 1})
