"""Reading: pages of every kind, and where reading ends."""
from script import Reply, Script, items
from world import DONE, PARKED, case, same, true

IDS = [f"I{n}" for n in range(7)]


def once(ids):
    return dict.fromkeys(ids, 1)


def asked(w, name):
    return [r.query.get(name) for r in w.src.calls()]


def by_number(ids, name, size, start):
    """A source that pages by a number of pages, or of items, from `start`."""
    def f(r):
        n = int(r.query[name]) - start
        n *= 1 if name == "offset" else size
        return items(*ids[n:n + size])
    return f


def by_cursor(ids, size=3):
    """The cursor is the number of the next item: {"next", "more"}."""
    def f(r):
        n = int(r.query.get("cursor", 0))
        end = n + size >= len(ids)
        return items(*ids[n:n + size], next=None if end else str(n + size),
                     more=not end, meta={"next": None if end else str(n + size)})
    return f


def malformed(w, flow, delivered, calls, want=PARKED):
    """The read is malformed after so many calls; its entry closes itself."""
    w.run(flow, want)
    same(w.queue(), [("", "malformed")], "queue")
    same(w.has(), once(delivered), "delivered")
    same(len(w.src.calls()), calls, "calls")


@case
def an_answer_without_pages_is_read_once(w):
    w.gives(*IDS)
    w.run("whole")
    same(w.has(), once(IDS))
    same(len(w.src.calls()), 1)
    same(w.counts("whole"), (7, 0, 7, 0, 0))


@case
def pages_by_offset(w):
    w.gives(by_number(IDS, "offset", 3, 0))
    w.run("by_offset")
    same(w.has(), once(IDS))
    # A short page alone is no end.
    same(asked(w, "offset"), ["0", "3", "6", "7"])
    same(asked(w, "limit"), ["3"] * 4)


@case
def an_offset_counts_what_came(w):
    # Pages that are smaller than what was asked for lose nothing.
    w.gives(by_number(IDS, "offset", 2, 0))
    w.run("by_offset")
    same(w.has(), once(IDS))
    same(asked(w, "offset"), ["0", "2", "4", "6", "7"])


@case
def pages_by_number(w):
    w.gives(by_number(IDS, "page", 3, 1))
    w.run("by_number")
    same(w.has(), once(IDS))
    same(asked(w, "page"), ["1", "2", "3", "4"])


@case
def a_short_page_ends_where_it_says_so(w):
    w.gives(by_number(IDS, "page", 3, 1))
    w.run("short")
    same(w.has(), once(IDS))
    same(asked(w, "page"), ["1", "2", "3"])


@case
def a_full_last_page_is_followed_by_an_empty_one(w):
    w.gives(by_number(IDS[:6], "page", 3, 1))
    w.run("short")
    same(w.has(), once(IDS[:6]))
    same(asked(w, "page"), ["1", "2", "3"])


@case
def pages_by_cursor(w):
    w.gives(by_cursor(IDS))
    w.run("by_cursor")
    same(w.has(), once(IDS))
    same(asked(w, "cursor"), [None, "3", "6"])


@case
def a_cursor_may_be_a_number_or_need_encoding(w):
    pages = {None: (["A"], 17), "17": (["B"], "a b&c=d/é+%"),
             "a b&c=d/é+%": (["C"], "")}

    def source(r):
        ids, following = pages[r.query.get("cursor")]
        return items(*ids, meta={"next": following})
    w.gives(source)
    w.run("by_cursor")
    same(w.has(), once("ABC"))


@case
def an_answer_without_a_cursor_is_the_last(w):
    w.gives(lambda r: items("A", meta={}))
    w.run("by_cursor")
    same(w.has(), once("A"))


@case
def an_empty_page_with_a_cursor_is_no_end(w):
    # The source's word counts: it filters behind its pages.
    pages = {None: (["A"], "2"), "2": ([], "3"), "3": (["B"], None)}

    def source(r):
        ids, following = pages[r.query.get("cursor")]
        return items(*ids, meta={"next": following})
    w.gives(source)
    w.run("by_cursor")
    same(w.has(), once("AB"))


@case
def while_ends_at_the_sources_word(w):
    # The last page still has a cursor, as some sources do.
    w.gives(lambda r: items("B", next="2", more=False)
            if r.query.get("cursor") else items("A", next="1", more=True))
    w.run("by_while")
    same(w.has(), once("AB"))
    same(asked(w, "cursor"), [None, "1"])


@case
def more_without_a_cursor_is_malformed(w):
    w.gives(lambda r: items("A", next=None, more=True))
    malformed(w, "by_while", [], 1)


def links(w, forms):
    """Three pages whose Link headers are as the forms say; {} is the next."""
    def source(r):
        n = int(r.query.get("p", 0))
        form = forms[n] if n < len(forms) else None
        head = {"Link": form.replace("{}", f"/header?p={n + 1}")
                .replace("BASE", w.src.url)} if form else {}
        return Reply(200, items(f"P{n}"), head)
    w.gives(source)
    w.run("by_header")
    same(w.has(), once([f"P{n}" for n in range(len(forms) + 1)]))


@case
def pages_by_link_header(w):
    links(w, ['<BASE{}>; rel="next"',
              '<BASE/header?p=0>; rel="prev", <BASE{}>; rel="next"',
              '<{}>; rel=next',
              '<BASE{}>; title="a, <b>"; rel="next"',
              '<BASE{}>; rel="next last"',
              '<BASE{}>; rel="first", <BASE/header?p=9>; rel="last"'
              .replace("first", "next")])


@case
def links_may_stand_in_several_headers(w):
    w.gives(lambda r: Reply(raw=(
        b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\nLink: </x>; rel=prev\r\n"
        b"link: </header?p=2>;REL=NEXT\r\n\r\n" b'{"data":[{"id": "A"}]}'))
        if r.n == 1 else items("B"))
    w.run("by_header")
    same(w.has(), once("AB"))


@case
def a_link_may_be_relative(w):
    links(w, ['<?p=1>; rel="next"', '<header?p=2>; rel="next"'])


@case
def a_link_of_another_relation_is_no_next(w):
    w.gives(lambda r: Reply(200, items("A"), {
        "Link": '</header?p=1>; rel="nextish", </header?p=2>; rel="prev";'
                ' title="rel=next"'}))
    w.run("by_header")
    same(len(w.src.calls()), 1)


@case
def pages_by_link_in_the_body(w):
    def source(r):
        n = int(r.query.get("p", 0))
        following = [w.src.url + "/body?p=1", "/body?p=2", None][n]
        return items(f"P{n}", links={"next": following})
    w.gives(source)
    w.run("by_body")
    same(w.has(), once(["P0", "P1", "P2"]))


# --- sources that lead nowhere


@case
def a_cursor_that_comes_again_is_malformed(w):
    w.gives(lambda r: items("A", meta={"next": "1"}))
    malformed(w, "by_cursor", ["A"], 2)


@case
def cursors_that_go_in_a_circle_are_malformed(w):
    turn = {None: "1", "1": "2", "2": "3", "3": "1"}
    w.gives(lambda r: items(f"A{r.query.get('cursor')}",
                            meta={"next": turn[r.query.get("cursor")]}))
    malformed(w, "by_cursor", ["ANone", "A1", "A2"], 4)


@case
def links_that_go_in_a_circle_are_malformed(w):
    w.gives(lambda r: Reply(200, items(f"A{r.n}"), {
        "Link": f'</header?p={r.n % 2}>; rel="next"'}))
    malformed(w, "by_header", ["A1", "A2"], 3)


@case
def a_source_that_forgets_the_cursor_is_malformed(w):
    # New cursors for ever, and always the same page.
    w.gives(lambda r: items("A", "B", meta={"next": f"c{r.n}"}))
    malformed(w, "by_cursor", ["A", "B"], 3)


@case
def a_source_that_forgets_the_offset_is_malformed(w):
    w.gives(lambda r: items("A", "B", "C"))
    malformed(w, "by_offset", ["A", "B", "C"], 3)


@case
def a_link_to_another_place_is_not_followed(w):
    other = Script(lambda r: items("evil"))
    ours = f"127.0.0.1:{w.src.port}"
    try:
        for n, link in enumerate([
                f"{other.url}/header", f"//127.0.0.1:{other.port}/header",
                f"http://{ours}@127.0.0.1:{other.port}/header",
                f"http://{ours}.evil.example/header", f"https://{ours}/header",
                f"http://{ours}\\@127.0.0.1:{other.port}/", "ftp://x/y",
                f"{w.src.url}{other.port}/header", "javascript:x"]):
            w.gives(lambda r, link=link, n=n: Reply(200, items(f"A{n}"), {
                "Link": f'<{link}>; rel="next"'}))
            w.run("by_header", PARKED)
            same(w.queue(), [("", "malformed")], link)
            same(len(w.src.calls()), n + 1, link)
        same(other.calls(), [], "nobody went there")
        same(w.has(), {}, "a page whose next is wrong is not taken")
    finally:
        other.stop()


# --- redirects


def redirects(w, to, flow="whole"):
    """`to`: where each call leads, None: the answer."""
    def source(r):
        where = to(r)
        if where is None:
            return [{"id": "A"}]
        return Reply(302, "", {"Location": where})
    w.gives(source)


@case
def a_redirect_on_the_origin_is_followed(w):
    redirects(w, lambda r: {1: "/whole/1?x=1", 2: w.src.url + "/whole/2",
                            3: "/whole/3"}.get(r.n))
    w.run("whole")
    same(w.has(), once("A"))
    same([r.target for r in w.src.calls()],
         ["/whole", "/whole/1?x=1", "/whole/2", "/whole/3"])


@case
def a_fourth_redirect_is_malformed(w):
    redirects(w, lambda r: f"/whole/{r.n}")
    w.run("whole", PARKED)
    same(w.queue(), [("", "malformed")])
    same(len(w.src.calls()), 4 * 3, "it is tried three times")


@case
def a_redirect_to_another_place_is_malformed(w):
    other = Script(lambda r: [{"id": "evil"}])
    try:
        for where in (other.url + "/", f"//127.0.0.1:{other.port}/", "",
                      f"http://x@127.0.0.1:{w.src.port}/whole",
                      f"https://127.0.0.1:{w.src.port}/whole"):
            redirects(w, lambda r, where=where: where)
            w.run("whole", PARKED)
            same(w.queue(), [("", "malformed")], where)
        same(other.calls(), [])
    finally:
        other.stop()


@case
def a_redirect_may_be_relative(w):
    redirects(w, lambda r: {1: "whole2", 2: "?page=1"}.get(r.n))
    w.run("whole")
    same([r.target for r in w.src.calls()],
         ["/whole", "/whole2", "/whole2?page=1"])


@case
def a_write_follows_no_redirect(w):
    for n, status in enumerate((301, 302, 303, 307, 308)):
        w.gives(f"A{n}")
        w.target.fault(Reply(status, "", {"Location": "/keyed/x"}))
        w.run("keyed", PARKED)
        w.target.fault(Reply(status, "", {"Location": "/put/x"}))
        w.run("natural", PARKED)
    same(w.queue(), sorted([(f"A{n}", "rejected") for n in range(5)] * 2))
    same([r.path for r in w.dst.calls() if r.path in ("/keyed/x", "/put/x")],
         [])
    same(len(w.dst.calls()), 10)


# --- answers that are no pages


@case
def answers_that_are_no_list_are_malformed(w):
    deep = "[" * 200 + "]" * 200
    for body in ("", "<html>", "{", '{"data":[', '{"data":{}}', "[]",
                 '{"data":null}', '{"dat":[]}', "null", "3", '"x"',
                 '{"data":[1,]}', '{"data":[{"id":"A"}]}x',
                 '{"data":[{"id":"A","n":' + deep + "}]}",
                 b'{"data":["\xff\xfe"]}', '{"data":"[]"}'):
        w.gives(lambda r, body=body: Reply(200, body))
        w.run("by_cursor", PARKED)
        same(w.queue(), [("", "malformed")], body)
    same(w.has(), {})
    w.gives(lambda r: items("A", meta={}))
    w.run("by_cursor")
    same(w.queue(), [], "a good read closes the entry")
    same(w.has(), once("A"))


@case
def a_content_type_is_not_believed(w):
    # What counts is the body: many systems name it wrongly.
    w.gives(lambda r: Reply(200, '[{"id":"A"}]',
                            {"Content-Type": "text/html"}))
    w.run("whole")
    same(w.has(), once("A"))
    w.gives(lambda r: Reply(200, "<html>sorry</html>",
                            {"Content-Type": "application/json"}))
    w.run("whole", PARKED)
    same(w.queue(), [("", "malformed")])


@case
def a_page_of_more_than_10000_items_is_malformed(w):
    w.gives(lambda r: items(*[f"A{n}" for n in range(10001)], meta={}))
    w.run("by_cursor", PARKED)
    same((w.queue(), w.has()), ([("", "malformed")], {}))


@case
def an_item_of_more_than_16_mib_is_malformed(w):
    w.gives("A", {"id": "B", "more": "x" * (16 << 20)}, "C")
    w.run("whole", PARKED)
    same((w.has(), w.queue()), (once("AC"), [("B", "malformed")]))
    true("16 MiB" in w.log(), "says how much")
    same(w.counts("whole"), (3, 0, 2, 1, 0))


@case
def items_off_their_schema_are_parked_alone(w):
    # Only what the flow uses is looked at: "n" is nothing to it.
    w.gives("A", {"id": 7}, {"no": "id"}, {"id": "B", "n": "x"},
            {"id": None}, {"id": "D"}, {"id": ["E"]})
    w.run("whole", PARKED)
    same(w.has(), once("ABD"))
    same([c for _, c in w.queue()], ["malformed"] * 4)
    same(w.counts("whole"), (7, 0, 3, 4, 0))


@case
def items_that_are_no_records_are_parked_alone(w):
    w.gives(lambda r: Reply(200, '[{"id":"A"},3,null,"x",[],{"id":"B"}]'))
    w.run("whole", PARKED)
    same(w.has(), once("AB"))
    same([c for _, c in w.queue()], ["malformed"] * 4)


@case
def an_item_twice_in_a_reading_is_a_repeat(w):
    w.gives("A", "B", "A")
    w.run("whole")
    same(w.has(), once("AB"))
    same((w.counts("whole"), w.repeats("whole")), ((2, 0, 2, 0, 0), 1))


@case
def nothing_is_good_unless_it_is_said(w):
    w.gives()
    w.run("whole")
    same((w.counts("whole"), w.queue()), ((0, 0, 0, 0, 0), []))
    w.run("never_empty", PARKED)
    same([c for _, c in w.queue()], ["not_found"])
    w.gives("A")
    w.run("never_empty", DONE)
    same(w.queue(), [], "a good read closes the entry")


@case
def text_comes_over_as_it_is(w):
    ids = ["ü ö/?&=#%+", "日本", "a\"b\\c", "tab\there", "\U0001F600", "A" * 500]
    w.gives(*ids)
    w.run("natural")
    import urllib.parse
    have = sorted(urllib.parse.unquote(r.path[len("/put/"):])
                  for r in w.dst.calls("PUT"))
    same(have, sorted(ids))
    same(sorted(r.json()["id"] for r in w.dst.calls("PUT")), sorted(ids))


@case
def ids_that_would_leave_a_path_are_data_errors(w):
    w.gives("..", ".", "", "ok")
    w.run("natural", PARKED)
    same([c for _, c in w.queue()], ["data"] * 3)
    same([r.path for r in w.dst.calls()], ["/put/ok"])


@case
def a_compressed_answer_is_read(w):
    import gzip
    w.gives(lambda r: Reply(200, gzip.compress(b'[{"id":"A"}]'),
                            {"Content-Encoding": "gzip"}))
    w.run("whole")
    same(w.has(), once("A"))
    w.gives(lambda r: Reply(200, b"no gzip", {"Content-Encoding": "gzip"}))
    w.run("whole", PARKED)
    same(w.queue(), [("", "malformed")])
    true("gzip" in w.src.calls()[0].headers["accept-encoding"], "asked for")


@case
def a_bomb_is_malformed(w):
    import gzip
    bomb = gzip.compress(b"[" + b" " * (80 << 20) + b"]", 9)
    w.gives(lambda r: Reply(200, bomb, {"Content-Encoding": "gzip"}))
    w.run("whole", PARKED)
    same(w.queue(), [("", "malformed")])
