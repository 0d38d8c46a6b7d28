"""Every command and every refusal of the peer, once."""
import http.client
import json
import socket
import sys
import time

sys.path.insert(0, "tests/peer")
from client import Peer  # noqa: E402

SHOP = {"X-Shopify-Access-Token": "shop-token"}
ERP_PATH = "/record/v1/salesOrder"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ORDERS = [
    {"id": 100 + i, "financial_status": "paid" if i % 2 else "pending",
     "test": i == 4, "cancelled_at": None, "closed_at": None,
     "updated_at": f"2026-11-2{i}T10:00:00+01:00", "total_price": "1.10"}
    for i in range(7)]
SEED = {"shop": {"orders": ORDERS,
                 "inventory_levels": [{"inventory_item_id": 1,
                                       "location_id": 2, "available": 3}],
                 "variants": [{"id": 7, "price": "1.00"}]},
        "erp": {"inventoryItem": [{"itemId": "BOOT"}]},
        "warehouse": {"skus": ["B-1"],
                      "stock_levels": [{"sku": f"S{i}", "available": i}
                                       for i in range(5)]},
        "collections": {"things": [{"id": str(i)} for i in range(5)]}}

CASES = []


def case(f):
    CASES.append(f)
    return f


def same(have, want):
    if have != want:
        raise AssertionError(f"have {have!r}, want {want!r}")


def raw(p, data, wait=0.3):
    """The bytes that come back for bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", p.port), timeout=5) as s:
        s.sendall(data)
        s.settimeout(wait)
        got = b""
        try:
            while True:
                part = s.recv(65536)
                if not part:
                    break
                got += part
        except TimeoutError:
            pass
        return got


def status_of(data):
    return int(data.split()[1]) if data else 0


def token(p):
    form = ("grant_type=client_credentials&client_id=erp-client"
            "&client_secret=erp-secret")
    status, _, body = p.call("POST", "/auth/oauth2/v1/token", form, FORM)
    same(status, 200)
    return {"Authorization": "Bearer " + json.loads(body)["access_token"]}


def order(eid="1", **changes):
    o = {"externalId": eid, "tranDate": "2026-11-23", "currency": "GBP",
         "total": 409.94, "memo": "", "items": [
             {"item": "BOOT", "quantity": 1, "rate": 341.62}]}
    o.update(changes)
    return o


@case
def orders_come_in_pages_that_the_link_header_joins(p):
    path, ids = "/admin/api/2024-10/orders.json?limit=3&status=any", []
    for _ in range(5):
        status, headers, body = p.call("GET", path, headers=SHOP)
        same(status, 200)
        ids.append([o["id"] for o in json.loads(body)["orders"]])
        link = headers.get("Link")
        if not link:
            break
        same(link.endswith('; rel="next"'), True)
        path = link[link.index("/admin"):link.index(">")]
    same(ids, [[106, 105, 104], [103, 102, 101], [100]])


@case
def orders_are_filtered_as_asked(p):
    def ids(query):
        _, _, body = p.call("GET", "/admin/api/2024-10/orders.json?" + query,
                            headers=SHOP)
        return [o["id"] for o in json.loads(body)["orders"]]
    same(ids("financial_status=paid"), [105, 103, 101])
    same(ids("updated_at_min=2026-11-24T09:00:00Z"), [106, 105, 104])
    same(ids("updated_at_min=2026-11-24T09:00:01Z"), [106, 105])
    same(ids("test=false&order=updated_at+asc"),
         [100, 101, 102, 103, 104, 105, 106])
    same(ids("status=cancelled"), [])


@case
def a_page_info_stands_alone(p):
    path = "/admin/api/2024-10/orders.json?page_info=zz"
    same(p.call("GET", path, headers=SHOP)[0], 400)
    _, headers, _ = p.call("GET", "/admin/api/2024-10/orders.json?limit=1",
                           headers=SHOP)
    link = headers["Link"]
    path = link[link.index("/admin"):link.index(">")]
    same(p.call("GET", path + "&status=any", headers=SHOP)[0], 400)


@case
def the_shop_wants_its_token_and_known_parameters(p):
    path = "/admin/api/2024-10/orders.json"
    same(p.call("GET", path)[0], 401)
    same(p.call("GET", path, headers={"X-Shopify-Access-Token": "no"})[0], 401)
    same(p.call("GET", path + "?colour=red", headers=SHOP)[0], 400)
    same(p.call("GET", path + "?limit=251", headers=SHOP)[0], 400)
    same(p.call("GET", path + "?updated_at_min=today", headers=SHOP)[0], 400)
    same(p.call("GET", "/admin/api/latest/orders.json", headers=SHOP)[0], 404)
    same(p.call("GET", "/admin/api/2024-10/orders/103.json",
                headers=SHOP)[0], 200)
    same(p.call("GET", "/admin/api/2024-10/orders/9.json",
                headers=SHOP)[0], 404)


@case
def stock_and_prices_are_set(p):
    path = "/admin/api/2024-10/inventory_levels/set.json"
    body = {"inventory_item_id": 1, "location_id": 2, "available": 9}
    same(p.call("POST", path, body, SHOP)[0], 200)
    same(p.state()["shop"]["inventory_levels"][0]["body"]["available"], 9)
    body["location_id"] = 3
    same(p.call("POST", path, body, SHOP)[0], 404)
    body["available"] = "many"
    same(p.call("POST", path, body, SHOP)[0], 422)
    path = "/admin/api/2024-10/variants/7.json"
    same(p.call("PUT", path, {"variant": {"id": 7, "price": "12.50"}},
                SHOP)[0], 200)
    same(p.call("PUT", path, {"variant": {"price": "dear"}}, SHOP)[0], 422)
    same(p.state()["shop"]["variants"][0]["body"]["price"], "12.50")


@case
def a_token_is_given_to_the_client_and_ends(p):
    path = "/services/rest/auth/oauth2/v1/token"
    grant = "grant_type=client_credentials"
    same(p.call("POST", path, grant, FORM)[0], 401)
    same(p.call("POST", path, {"grant_type": "client_credentials"})[0], 415)
    same(p.call("POST", path, "grant_type=password", FORM)[0], 400)
    basic = dict(FORM, Authorization="Basic ZXJwLWNsaWVudDplcnAtc2VjcmV0")
    same(p.call("POST", path, grant, basic)[0], 200)
    same(p.call("GET", ERP_PATH)[0], 401)
    auth = token(p)
    same(p.call("GET", ERP_PATH, headers=auth)[0], 200)
    p.command({"do": "expire_tokens"})
    same(p.call("GET", ERP_PATH, headers=auth)[0], 401)
    p.command({"do": "token_life", "seconds": 0})
    same(p.call("GET", ERP_PATH, headers=token(p))[0], 401)


@case
def a_sales_order_is_put_read_and_deleted(p):
    auth = token(p)
    path = ERP_PATH + "/eid:1"
    same(p.call("GET", path, headers=auth)[0], 404)
    status, headers, body = p.call("PUT", path, order(), auth)
    same((status, headers["Location"], body),
         (204, "/record/v1/salesOrder/eid:1", b""))
    same(p.call("PUT", path, order(), auth)[0], 204)
    status, _, body = p.call("GET", path, headers=auth)
    same((status, json.loads(body)["total"]), (200, 409.94))
    same(p.state()["erp"]["salesOrder"][0]["writes"], 2)
    same(p.call("DELETE", path, headers=auth)[0], 204)
    same(p.call("DELETE", path, headers=auth)[0], 404)


@case
def a_sales_order_keeps_its_bytes(p):
    body = json.dumps(order("2")).replace("409.94", "409.940000000000000001")
    headers = dict(token(p), **{"Content-Type": "application/json"})
    same(p.call("PUT", ERP_PATH + "/eid:2", body, headers)[0], 204)
    got = p.call("GET", ERP_PATH + "/eid:2", headers=headers)[2]
    same(b"409.940000000000000001" in got, True)


@case
def the_erp_refuses_what_it_does_not_know(p):
    auth = token(p)

    def put(**changes):
        return p.call("PUT", ERP_PATH + "/eid:1", order(**changes), auth)[0]
    same(put(items=[{"item": "HAT", "quantity": 1, "rate": 1}]), 422)
    same(put(items=[]), 422)
    same(put(total=-1), 422)
    same(put(total="1.00"), 422)
    same(put(tranDate="23/11/2026"), 422)
    same(put(memo="x" * 1000), 422)
    same(put(colour="red"), 400)
    same(put(eid="2"), 400)
    same(p.state()["erp"]["salesOrder"], [])
    status, _, body = p.call("PUT", ERP_PATH + "/eid:1", order(total=-1), auth)
    same(json.loads(body)["o:errorDetails"][0]["o:errorPath"], "total")


@case
def a_create_is_replayed_by_its_key(p):
    auth = token(p)
    keyed = dict(auth, **{"X-NetSuite-Idempotency-Key": "k1"})
    same(p.call("POST", ERP_PATH, order(), keyed)[0], 204)
    status, headers, _ = p.call("POST", ERP_PATH, order(), keyed)
    same((status, headers["X-Replayed"]), (204, "true"))
    same(p.call("POST", ERP_PATH, order(total=1), keyed)[0], 409)
    same(p.call("POST", ERP_PATH, order(), auth)[0], 409)
    same(p.state()["erp"]["salesOrder"][0]["writes"], 1)


@case
def sales_orders_come_by_offset(p):
    auth = token(p)
    for i in range(5):
        p.call("PUT", f"{ERP_PATH}/eid:{i}", order(str(i)), auth)
    got = []
    for offset in (0, 2, 4):
        _, _, body = p.call("GET", f"{ERP_PATH}?limit=2&offset={offset}",
                            headers=auth)
        page = json.loads(body)
        got.append(([o["externalId"] for o in page["items"]],
                    page["hasMore"], page["totalResults"]))
    same(got, [(["0", "1"], True, 5), (["2", "3"], True, 5),
               (["4"], False, 5)])
    same(p.call("GET", ERP_PATH + "?limit=2&offset=3", headers=auth)[0], 400)
    _, _, body = p.call(
        "GET", ERP_PATH + "?lastModifiedDate=2199-01-01T00:00:00Z",
        headers=auth)
    same(json.loads(body)["items"], [])


@case
def the_warehouse_takes_an_order_once(p):
    key = {"X-Api-Key": "warehouse-key"}
    pick = {"reference": "1", "lines": [{"sku": "B-1", "quantity": 2}]}
    same(p.call("POST", "/sales_orders", pick)[0], 401)
    same(p.call("POST", "/sales_orders", pick, key)[0], 201)
    same(p.call("POST", "/sales_orders", pick, key)[0], 409)
    same(p.call("POST", "/sales_orders",
                dict(pick, reference="2", lines=[]), key)[0], 422)
    pick["lines"][0]["sku"] = "NONE"
    same(p.call("POST", "/sales_orders", dict(pick, reference="2"), key)[0],
         422)
    _, _, body = p.call("GET", "/stock_levels?page=2&per_page=2", headers=key)
    page = json.loads(body)
    same(([s["sku"] for s in page["data"]], page["pages"]), (["S2", "S3"], 3))


@case
def the_warehouse_answers_a_key_again(p):
    key = {"X-Api-Key": "warehouse-key", "Idempotency-Key": "k"}
    pick = {"reference": "1", "lines": [{"sku": "B-1", "quantity": 2}]}
    first = p.call("POST", "/sales_orders", pick, key)
    second = p.call("POST", "/sales_orders", pick, key)
    same((first[0], second[0], second[2]), (201, 201, first[2]))
    same(p.call("POST", "/sales_orders", dict(pick, reference="2"), key)[0],
         422)


@case
def a_collection_is_paged_by_cursor(p):
    path, ids = "/collections/things?limit=2", []
    cursor = ""
    while cursor is not None:
        _, _, body = p.call("GET", path + cursor)
        page = json.loads(body)
        ids += [d["id"] for d in page["data"]]
        cursor = page["next_cursor"] and "&cursor=" + page["next_cursor"]
    same(ids, ["0", "1", "2", "3", "4"])
    same(p.call("PUT", "/collections/new/a%2Fb", {"id": "a/b"})[0], 200)
    same(p.call("GET", "/collections/new/a%2Fb")[0], 200)
    same(p.call("POST", "/collections/new", {"id": "a/b"})[0], 409)
    same(p.call("DELETE", "/collections/new/a%2Fb")[0], 204)
    same(p.call("GET", "/collections/new/a%2Fb")[0], 404)


@case
def the_nth_call_fails_and_nothing_is_done(p):
    p.command({"do": "fail", "method": "PUT", "path": "/collections/x/*",
               "nth": 2, "times": 2, "status": 429, "retry_after": "7",
               "body": '{"code":"slow"}'})
    got = []
    for i in range(4):
        status, headers, body = p.call("PUT", f"/collections/x/{i}", {"id": i})
        got.append((status, headers.get("Retry-After")))
    same(got, [(200, None), (429, "7"), (429, "7"), (200, None)])
    same([d["key"] for d in p.state()["collections"]["x"]], ["0", "3"])


@case
def a_call_can_be_done_and_fail_all_the_same(p):
    p.command({"do": "fail", "path": "/collections/x/1", "after": True,
               "status": 500})
    same(p.call("PUT", "/collections/x/1", {"id": 1})[0], 500)
    same(len(p.state()["collections"]["x"]), 1)


@case
def an_answer_comes_late(p):
    p.command({"do": "slow", "path": "/collections/things", "ms": 300})
    begin = time.monotonic()
    same(p.call("GET", "/collections/things")[0], 200)
    same(time.monotonic() - begin >= 0.3, True)


@case
def an_answer_breaks_off(p):
    p.command({"do": "half", "path": "/collections/things"})
    try:
        p.call("GET", "/collections/things")
    except http.client.IncompleteRead:
        return
    raise AssertionError("the answer was whole")


@case
def the_connection_closes_before_and_after(p):
    p.command({"do": "close_before", "method": "PUT"})
    for done in (0, 1):
        try:
            p.call("PUT", f"/collections/y/{done}", {"id": done})
        except http.client.RemoteDisconnected:
            pass
        else:
            raise AssertionError("there was an answer")
        p.command({"do": "close_after", "method": "PUT"})
    same([d["key"] for d in p.state()["collections"].get("y", [])], ["1"])
    same([r["status"] for r in p.log("/collections/y/*")], [0, 0])


@case
def an_answer_is_no_json_or_too_long(p):
    p.command({"do": "malformed"}, {"do": "huge", "nth": 2, "bytes": 3000000})
    try:
        json.loads(p.call("GET", "/collections/things")[2])
        raise AssertionError("it was JSON")
    except json.JSONDecodeError:
        pass
    same(len(p.call("GET", "/collections/things")[2]), 3000000)


@case
def an_answer_drips(p):
    p.command({"do": "drip", "path": "/collections/none", "ms": 1})
    begin = time.monotonic()
    _, _, body = p.call("GET", "/collections/none")
    same(json.loads(body)["data"], [])
    same(time.monotonic() - begin > 0.1, True)


@case
def the_log_tells_what_came(p):
    key = {"X-NetSuite-Idempotency-Key": "abc"}
    auth = dict(token(p), **key)
    p.call("POST", ERP_PATH, order(), auth)
    p.call("POST", ERP_PATH, order(), auth)
    log = p.log(ERP_PATH)
    same([(r["method"], r["key"], r["auth"], r["handled"], r["status"])
          for r in log],
         [("POST", "abc", "Bearer", 1, 204), ("POST", "abc", "Bearer", 2, 204)])
    same(log[0]["sha256"] == log[1]["sha256"], True)
    same(log[0]["body"]["externalId"], "1")
    p.command({"do": "forget"})
    same(p.log(), [])


@case
def more_is_seeded_while_it_runs(p):
    p.command({"do": "seed", "data": {"collections": {"z": [{"id": "1"}]}}})
    same(len(p.state()["collections"]["z"]), 1)
    same(p.call("POST", "/_control", {"do": "seed", "data": {
        "shop": {"orders": [{"name": "no id"}]}}})[0], 400)
    same(p.call("POST", "/_control", {"do": "dance"})[0], 400)


@case
def what_is_no_request_is_refused(p):
    for want, data in (
            (400, b"GET\r\n\r\n"),
            (400, b"GET /_state HTTP/1.1\r\n\r\n"),
            (505, b"GET /_state HTTP/1.0\r\nHost: x\r\n\r\n"),
            (400, b"G@T /_state HTTP/1.1\r\nHost: x\r\n\r\n"),
            (400, b"GET _state HTTP/1.1\r\nHost: x\r\n\r\n"),
            (400, b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
            (400, b"GET /_state HTTP/1.1\r\nHost : x\r\n\r\n"),
            (400, b"GET /_state HTTP/1.1\r\nHost: x\r\n y: z\r\n\r\n"),
            (400, b"GET /_state HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
            (400, b"GET /_state HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                  b"\r\nx"),
            (411, b"PUT /collections/a/b HTTP/1.1\r\nHost: x\r\n\r\n"),
            (400, b"PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
            (400, b"PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                  b"Content-Length: 2\r\n\r\nx"),
            (413, b"PUT /a HTTP/1.1\r\nHost: x\r\n"
                  b"Content-Length: 99999999\r\n\r\n"),
            (501, b"PUT /a HTTP/1.1\r\nHost: x\r\n"
                  b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            (431, b"GET /a HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 20000)):
        same((status_of(raw(p, data)), data[:40]), (want, data[:40]))


@case
def two_requests_may_come_at_once(p):
    one = b"GET /collections/q HTTP/1.1\r\nHost: x\r\n\r\n"
    same(raw(p, one + one).count(b"HTTP/1.1 200 OK"), 2)
    head = (b"PUT /collections/q/1 HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\nContent-Length: 8\r\n"
            b"Expect: 100-continue\r\n\r\n")
    same(raw(p, head).startswith(b"HTTP/1.1 100"), True)


@case
def bodies_are_judged(p):
    def put(body, kind="application/json"):
        return p.call("PUT", "/collections/j/1", body,
                      {"Content-Type": kind})[0]
    same(put("{}", "text/plain"), 415)
    same(put("{}", "application/json; charset=utf-8"), 200)
    for bad in ("", "{", "[]", '{"a":1,}', '{"a":01}', '{"a":1,"a":2}',
                '{"a":"\\x"}', '{"a":"\\ud800"}', b'{"a":"\xff"}',
                '{"a":NaN}', "{} {}", '{"a":' + "[" * 80 + "]" * 80 + "}"):
        same((put(bad), bad), (400, bad))


@case
def an_unknown_address_or_method_is_told(p):
    same(p.call("GET", "/nowhere")[0], 404)
    same(p.call("GET", "/collections")[0], 404)
    same(p.call("PATCH", "/collections/a/b", {})[0], 405)


def pages_are_small(program):
    p = Peer(program, SEED, options=["--page-max", "2"])
    _, headers, body = p.call("GET", "/admin/api/2024-10/orders.json",
                              headers=SHOP)
    same(len(json.loads(body)["orders"]), 2)
    same("Link" in headers, True)
    body = p.call("GET", "/collections/things")[2]
    same(json.loads(body)["next_cursor"], "2")
    p.stop()


def main():
    program, failed = sys.argv[1], 0
    pages_are_small(program)
    for f in CASES:
        p = Peer(program, SEED)
        try:
            f(p)
        except Exception as e:  # pylint: disable=broad-except
            failed += 1
            print(f"{f.__name__}: {type(e).__name__}: {e}")
        status = p.stop()
        if status != 0:
            failed += 1
            print(f"{f.__name__}: the peer ended with {status}")
    total = len(CASES)
    begin = time.monotonic()
    p = Peer(program, options=["--max-seconds", "1"])
    if p.process.wait(5) != 0 or time.monotonic() - begin < 0.8:
        failed += 1
        print("the peer did not end by itself")
    total += 1
    print(f"peer: {total - min(failed, total)} passed, {failed} failed")
    return failed != 0


sys.exit(main())
