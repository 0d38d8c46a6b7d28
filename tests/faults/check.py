"""What becomes of records when systems fail: one case for each fault.

The flows of orders/ are built once. A case starts a peer, tells it what should
go wrong, runs one flow, and looks at the exit status, at what the systems hold
and how often it was written, at the queue, and at the ledger's own proofs.
"""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "tests/peer")
from client import Peer  # noqa: E402

BUILD = sys.argv[1]
ONLY = sys.argv[2:]
WEIR = os.path.abspath(os.path.join(BUILD, "weir"))
PROGRAM = os.path.join(BUILD, "tests/peer/peer")
DONE, PARKED, HALTED = 0, 1, 3
ORDER_PATH = "/services/rest/record/v1/salesOrder/eid:"
CASES = []


def case(f):
    CASES.append(f)
    return f


def same(have, want, what=""):
    if have != want:
        raise AssertionError(f"{what}: have {have!r}, want {want!r}")


def order(n, at=None):
    at = at or f"2026-11-23T10:{n:02d}:00Z"
    address = {"country_code": "GB"}
    line = {"id": n, "title": "Lamp", "sku": "LAMP", "quantity": 1,
            "price": "49.99"}
    return {"id": 100 + n, "name": f"#{n}", "order_number": n,
            "created_at": at, "updated_at": at, "test": False,
            "currency": "GBP", "financial_status": "paid",
            "total_price": "49.99", "taxes_included": True,
            "shipping_address": address, "line_items": [line]}


SEED = {"shop": {"orders": [order(n) for n in range(1, 6)]},
        "warehouse": {"stock_levels": [
            {"sku": f"S{n}", "available": n,
             "updated_at": "2026-11-23T10:00:00Z"} for n in range(7)]},
        "erp": {"salesOrder": [
            {"externalId": f"E{n}", "tranDate": "2026-11-23",
             "currency": "GBP", "total": n, "items": []}
            for n in range(5)]},
        "collections": {"source": [{"id": f"T{n}"} for n in range(5)]}}
IDS = [str(100 + n) for n in range(1, 6)]


class World:
    """A peer, a state, and the program that was built."""

    def __init__(self, program, seed=None):
        self.program = program
        self.dir = tempfile.TemporaryDirectory()
        self.peer = Peer(PROGRAM, seed or SEED, options=["--page-max", "2"])
        url = self.peer.url
        self.env = dict(
            os.environ, SHOPIFY_URL=url, SHOPIFY_TOKEN="shop-token",
            NETSUITE_URL=url + "/services/rest", NETSUITE_ID="erp-client",
            NETSUITE_TOKEN_URL=url + "/auth/oauth2/v1/token",
            NETSUITE_SECRET="erp-secret", PEOPLEVOX_URL=url,
            PEOPLEVOX_KEY="warehouse-key", THINGS_URL=url,
            WEIR_STATE=os.path.join(self.dir.name, "state"))
        self.log = ""

    def start(self, flow):
        with open(os.path.join(self.dir.name, "log"), "ab") as log:
            return subprocess.Popen(
                [self.program, flow, "--once", "--from", "all"], env=self.env,
                stdout=log, stderr=log)

    def run(self, flow, want=DONE):
        begin = time.monotonic()
        status = self.start(flow).wait(60)
        same(status, want, "exit status")
        self.verify()
        return time.monotonic() - begin

    def weir(self, *args):
        project = os.path.dirname(os.path.dirname(self.program))
        return subprocess.run([WEIR, *args], env=self.env, text=True,
                              cwd=project, capture_output=True, timeout=60,
                              check=False)

    def verify(self):
        r = self.weir("status", "--verify")
        same((r.returncode, r.stdout + r.stderr), (0, "V1 to V10 hold\n"),
             "weir status --verify")

    def queue(self):
        r = self.weir("queue", "list", "--format", "json")
        return sorted((e["key"], e["class"])
                      for e in json.loads(r.stdout)["entries"])

    def counts(self, flow):
        """Of all runs of a flow, from the ledger."""
        r = self.weir("runs", "--format", "json")
        total = {}
        for run in json.loads(r.stdout)["runs"]:
            if run["flow"] == flow:
                for k in ("read", "open", "delivered", "parked", "dropped"):
                    total[k] = total.get(k, 0) + run[k]
        return total

    def erp(self):
        return {d["key"]: d["writes"]
                for d in self.peer.state()["erp"]["salesOrder"]
                if d["writes"]}

    def picks(self):
        return {d["key"]: d["writes"]
                for d in self.peer.state()["warehouse"]["sales_orders"]}

    def things(self, name):
        docs = self.peer.state()["collections"].get(name, [])
        return {d["key"]: d["writes"] for d in docs}

    def close(self):
        self.peer.stop()
        self.dir.cleanup()


def each_once(ids=None):
    return dict.fromkeys(ids or IDS, 1)


@case
def all_goes_well(w):
    w.run("natural")
    same(w.erp(), each_once())
    same(w.queue(), [])
    same(w.counts("natural"), {"read": 5, "open": 0, "delivered": 5,
                               "parked": 0, "dropped": 0})


@case
def a_server_error_is_tried_again(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "103",
                    "times": 2, "status": 503})
    w.run("natural")
    same(w.erp(), each_once())


@case
def a_longer_retry_after_wins(w):
    # Longer than the step's timeout, too: waiting is no part of the call, for
    # the order it is told of and for those that begin meanwhile.
    for order in ("103", "104", "105"):
        w.peer.command({"do": "fail", "method": "PUT", "status": 429,
                        "path": ORDER_PATH + order, "retry_after": "2"})
    w.peer.command({"do": "slow", "method": "PUT", "path": ORDER_PATH + "102",
                    "ms": 500})
    same(w.run("natural") >= 2, True, "waited")
    with open(os.path.join(w.dir.name, "log")) as log:
        same("timeout" in log.read(), False, "a call ran out of time")
    same(w.erp(), each_once())


@case
def what_another_process_was_told_holds_here(w):
    w.run("natural")
    until = int((time.time() + 3) * 1e6)
    with sqlite3.connect(os.path.join(w.env["WEIR_STATE"],
                                      "state.db")) as state:
        rows = state.execute("UPDATE instance SET closed_until=? WHERE id LIKE"
                             " 'netsuite@%' RETURNING id", (until,)).fetchall()
    same(rows, [(f"netsuite@3.2.0 {w.env['NETSUITE_URL']}"
                 " NETSUITE_TOKEN_URL NETSUITE_ID NETSUITE_SECRET",)])
    w.peer.command({"do": "seed", "data": {"orders": [order(7)]}})
    w.run("natural")
    same(time.time() * 1e6 >= until, True, "waited")
    same(w.erp(), dict(each_once(), **{"107": 1}))


@case
def a_retry_after_that_is_no_time_is_passed_over(w):
    for text in ("soon", "-5", "Mon, 99 Foo 2026 00:00:00 GMT", ""):
        w.peer.command({"do": "fail", "method": "PUT",
                        "path": ORDER_PATH + "10*", "status": 429,
                        "retry_after": text})
    w.run("natural")
    same(w.erp(), each_once())


@case
def a_refused_order_is_parked_and_the_others_go_on(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "102",
                    "times": 0, "status": 422, "body": '{"why":"no"}'})
    w.run("natural", PARKED)
    same(sorted(w.erp()), ["101", "103", "104", "105"])
    same(w.queue(), [("102", "rejected")])
    calls = [r for r in w.peer.log(ORDER_PATH + "102")]
    same(len(calls), 1, "a refusal is not tried again")


@case
def classes_come_from_the_connectors_table(w):
    for key, status in (("101", 404), ("102", 409), ("103", 400)):
        w.peer.command({"do": "fail", "method": "PUT",
                        "path": ORDER_PATH + key, "times": 0,
                        "status": status})
    w.run("natural", PARKED)
    same(w.queue(), [("101", "not_found"), ("102", "conflict"),
                     ("103", "rejected")])


@case
def a_parked_order_is_delivered_by_a_retry(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "102",
                    "status": 422})
    w.run("natural", PARKED)
    entry = json.loads(w.weir("queue", "list", "--format", "json").stdout)
    r = w.weir("queue", "retry", str(entry["entries"][0]["id"]))
    same(r.returncode, 0, r.stdout + r.stderr)
    same(w.erp(), each_once())
    same(w.queue(), [])
    same(w.counts("natural")["delivered"], 5)


@case
def a_token_that_ended_is_renewed(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "103",
                    "status": 401})
    w.run("natural")
    same(w.erp(), each_once())


@case
def a_wrong_token_halts_and_parks_nothing(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "*",
                    "times": 0, "status": 401})
    w.run("natural", HALTED)
    same(w.queue(), [])
    same(w.erp(), {})
    w.peer.command({"do": "forget"})
    w.run("natural")
    same(w.erp(), each_once())


@case
def a_sick_system_halts_and_heals(w):
    w.peer.command({"do": "fail", "path": "/admin/api/*", "status": 500,
                    "nth": 2, "times": 0})
    w.run("natural", HALTED)
    same(w.queue(), [])
    w.peer.command({"do": "forget"})
    w.run("natural")
    same(w.erp(), each_once())


# Of one order: more failures in a row would open the circuit, which waits
# longer than a test may.
@case
def a_sick_target_halts_and_heals(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "*",
                    "times": 0, "status": 500})
    w.run("natural", HALTED)
    same(w.queue(), [])
    same(w.counts("natural")["open"], 1, "the record stays open")
    w.peer.command({"do": "forget"})
    w.run("natural")
    same(w.erp(), {"101": 1})
    same(w.counts("natural"), {"read": 1, "open": 0, "delivered": 1,
                               "parked": 0, "dropped": 0})


a_sick_target_halts_and_heals.seed = {"orders": [order(1)]}


@case
def an_answer_that_is_too_late_is_asked_for_again(w):
    w.peer.command({"do": "slow", "method": "PUT", "path": ORDER_PATH + "104",
                    "ms": 1500})
    w.run("natural")
    same(w.erp(), dict(each_once(), **{"104": 2}))


@case
def an_answer_that_breaks_off_is_asked_for_again(w):
    w.peer.command({"do": "half", "path": "/admin/api/*"},
                   {"do": "half", "path": "/auth/*"})
    w.run("natural")
    same(w.erp(), each_once())


@case
def a_connection_that_closes_is_tried_again(w):
    w.peer.command({"do": "close_before", "method": "PUT"},
                   {"do": "close_after", "method": "PUT", "nth": 3},
                   {"do": "close_before", "path": "/admin/api/*", "nth": 2})
    w.run("natural")
    same(sorted(w.erp()), IDS)
    same(sum(w.erp().values()), 6)


@case
def a_page_that_is_no_json_is_read_again(w):
    w.peer.command({"do": "malformed", "path": "/admin/api/*", "nth": 2})
    w.run("natural")
    same(w.erp(), each_once())


@case
def a_page_that_stays_no_json_is_an_incomplete_run(w):
    w.peer.command({"do": "malformed", "path": "/admin/api/*", "nth": 2,
                    "times": 0})
    w.run("natural", PARKED)
    same(w.queue(), [(None, "malformed")])
    same(len(w.erp()), 2, "the first page is delivered")
    w.peer.command({"do": "forget"})
    w.run("natural")
    same(w.erp(), each_once())
    same(w.queue(), [], "the entry closes itself")


@case
def an_answer_without_end_is_malformed(w):
    w.peer.command({"do": "huge", "path": "/admin/api/*", "times": 0,
                    "bytes": 80 << 20})
    w.run("natural", PARKED)
    same(w.queue(), [(None, "malformed")])


@case
def an_answer_that_drips_is_too_late(w):
    w.peer.command({"do": "drip", "path": "/admin/api/*", "ms": 20})
    w.run("natural")
    same(w.erp(), each_once())


@case
def an_order_off_its_schema_is_parked_alone(w):
    bad = order(9)
    bad["total_price"] = "a lot"
    w.peer.command({"do": "seed", "data": {"orders": [bad]}})
    w.run("natural", PARKED)
    same(w.erp(), each_once())
    same([c for _, c in w.queue()], ["malformed"])


@case
def a_keyed_write_is_sent_again_with_its_key(w):
    w.peer.command({"do": "close_after", "method": "POST",
                    "path": "/sales_orders", "nth": 2},
                   {"do": "slow", "method": "POST", "path": "/sales_orders",
                    "nth": 4, "ms": 1500})
    w.run("keyed")
    same(w.picks(), each_once())
    by_body = {}
    for r in w.peer.log("/sales_orders"):
        by_body.setdefault(r["sha256"], []).append(r["key"])
    same((len(by_body), sum(map(len, by_body.values()))), (5, 7), "calls")
    for keys in by_body.values():
        same(len(set(keys)), 1, "one key for one order")


@case
def what_is_there_already_is_delivered(w):
    w.peer.command({"do": "seed", "data": {"warehouse": {"sales_orders": [
        {"reference": "103", "lines": []}]}}})
    w.run("keyed")
    same(w.counts("keyed")["delivered"], 5)
    same(w.picks()["103"], 0, "not written again")


@case
def an_unsafe_write_whose_answer_is_lost_is_looked_up(w):
    w.peer.command({"do": "close_after", "method": "POST",
                    "path": "/collections/seen", "nth": 2})
    w.run("unsafe")
    same(w.things("seen"), each_once())
    looks = [r for r in w.peer.log("/collections/seen/*")
             if r["method"] == "GET"]
    same(len(looks), 1, "looked up once")


@case
def an_unsafe_write_that_nobody_can_look_up_is_parked(w):
    w.peer.command({"do": "close_after", "method": "POST",
                    "path": "/collections/blind", "nth": 2})
    w.run("blind", PARKED)
    same(w.things("blind"), each_once(), "never sent twice")
    same([c for _, c in w.queue()], ["conflict"])


@case
def an_unsafe_write_that_was_slowed_down_is_sent_again(w):
    w.peer.command({"do": "fail", "method": "POST", "status": 429,
                    "path": "/collections/seen", "retry_after": "0"})
    w.run("unsafe")
    same(w.things("seen"), each_once())


@case
def every_page_is_read(w):
    w.run("by_number")
    same(sorted(w.things("number")), [f"S{n}" for n in range(7)])
    w.run("by_offset")
    same(sorted(w.things("offset")), [f"E{n}" for n in range(5)])
    w.run("by_cursor")
    same(sorted(w.things("cursor")), [f"T{n}" for n in range(5)])


@case
def only_what_is_new_is_sent(w):
    w.run("natural")
    w.peer.command({"do": "seed", "data": {
        "orders": [order(7), order(3, "2026-11-24T09:00:00Z")]}})
    w.run("natural")
    same(w.erp(), dict(each_once(), **{"107": 1, "103": 2}))
    asked = [r["query"] for r in w.peer.log("/admin/api/*")]
    same([q for q in asked if "updated_at_min" in q][-1:] != [], True,
         "asked since the watermark")
    w.run("natural")
    same(sum(w.erp().values()), 7, "a third run sends nothing")


def killed(flow, look, seed):
    """Two kills, then a run: a third start of one record would park it."""
    def f(w):
        r = random.Random(seed)
        w.peer.command({"do": "slow", "method": "POST", "times": 0, "ms": 25},
                       {"do": "slow", "method": "PUT", "times": 0, "ms": 25})
        for _ in range(2):
            p = w.start(flow)
            time.sleep(r.uniform(0.01, 0.15))
            p.send_signal(signal.SIGKILL)
            p.wait()
        w.run(flow)
        same(sorted(look(w)), IDS, "nothing is lost")
        if flow == "keyed":
            same(look(w), each_once(), "nothing is done twice")
        same(w.counts(flow), {"read": 5, "open": 0, "delivered": 5,
                              "parked": 0, "dropped": 0})
    f.__name__ = f"a_kill_at_any_time_loses_nothing_{flow}_{seed}"
    return f


for n in range(4):
    case(killed("natural", World.erp, n))
    case(killed("keyed", World.picks, n))


@case
def a_stop_is_kind(w):
    w.peer.command({"do": "slow", "method": "PUT", "path": ORDER_PATH + "*",
                    "times": 0, "ms": 300})
    p = w.start("natural")
    time.sleep(0.25)
    p.send_signal(signal.SIGTERM)
    status = p.wait(30)
    same(status in (0, 4), True, f"exit status {status}")
    w.verify()
    w.peer.command({"do": "forget"})
    w.run("natural")
    same(w.erp(), each_once(), "what was sent got its answer")


@case
def secrets_stay_secret(w):
    w.peer.command({"do": "fail", "method": "PUT", "path": ORDER_PATH + "102",
                    "times": 0, "status": 422,
                    "body": '{"why":"erp-secret and shop-token"}'})
    w.run("natural", PARKED)
    with open(os.path.join(w.dir.name, "log"), encoding="utf-8") as f:
        seen = f.read() + w.weir("queue", "list").stdout
    for secret in ("erp-secret", "shop-token", "warehouse-key"):
        same(secret in seen, False, secret)


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as d:
        project = os.path.join(d, "orders")
        shutil.copytree("tests/faults/orders", project)
        r = subprocess.run([WEIR, "build", project], text=True,
                           capture_output=True, check=False)
        if r.returncode:
            print(r.stdout + r.stderr)
            print("faults: 0 passed, 1 failed")
            return 1
        for f in CASES:
            if ONLY and f.__name__ not in ONLY:
                continue
            w = World(os.path.join(project, "build/runner"),
                      getattr(f, "seed", None))
            begin = time.monotonic()
            try:
                f(w)
                passed += 1
            except Exception as e:  # pylint: disable=broad-except
                failed += 1
                print(f"{f.__name__}: {type(e).__name__}: {str(e)[:2000]}")
                log = os.path.join(w.dir.name, "log")
                if os.path.exists(log):
                    with open(log, encoding="utf-8") as text:
                        print("".join(text.readlines()[-40:]))
            finally:
                w.close()
            took = time.monotonic() - begin
            if took > 10:
                print(f"{f.__name__}: took {took:.1f}s")
    print(f"faults: {passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
