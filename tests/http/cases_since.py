"""Reading what changed since the last time: watermarks and what moves them."""
import datetime
import sqlite3
import time
from script import Reply, items
from world import (DONE, HALTED, PARKED, USAGE, case, same, true)


def once(ids):
    return dict.fromkeys(ids, 1)


def row(id_, at):
    """`at`: minutes of an hour long gone, or a whole timestamp."""
    if isinstance(at, int):
        at = f"2026-03-01T{10 + at // 60:02d}:{at % 60:02d}:00Z"
    return {"id": id_, "at": at}


def paged(rows, size=3):
    """By cursor, in the order given, those since `since`."""
    def f(r):
        since = r.query.get("since", "")
        fit = [x for x in rows if x["at"] >= since]
        n = int(r.query.get("cursor", 0))
        end = n + size >= len(fit)
        return items(*fit[n:n + size], next=None if end else str(n + size))
    return f


def since(w):
    return [r.query.get("since") for r in w.src.calls()]


@case
def a_first_run_has_to_be_told_where_to_begin(w):
    w.gives(paged([row("A", 0)]))
    w.run("rows", USAGE, first=None)
    true('--from all' in w.log() and '"rows"' in w.log(), "says how")
    same(w.src.calls(), [])
    for wrong in ("yesterday", "2026-13-01T00:00:00Z", ""):
        w.run("rows", USAGE, first=wrong)
    w.run("rows", DONE, first="all")
    same((w.has(), since(w)), (once("A"), [None]))
    w.run("rows", DONE, first=None)
    w.run("rows", DONE, first="2026-01-01T00:00:00Z")
    same(since(w)[1:], ["2026-03-01T09:50:00Z"] * 2, "it goes on where it was")


@case
def a_first_run_may_begin_now_or_at_a_time(w):
    w.gives(paged([row("A", 0), row("B", 30)]))
    w.run("rows", DONE, first="2026-03-01T11:20:00+01:00")
    same(since(w), ["2026-03-01T10:10:00Z"], "less the lookback, in UTC")
    same(w.has(), once("B"))


@case
def from_now_brings_nothing_of_the_past(w):
    w.gives(paged([row("A", 0)]))
    w.run("rows", DONE, first="now")
    same(w.has(), {})
    asked = datetime.datetime.fromisoformat(since(w)[0].replace("Z", "+00:00"))
    ago = time.time() - asked.timestamp()
    true(590 < ago < 700, f"ten minutes back, not {ago}")


@case
def what_is_seen_again_is_a_repeat(w):
    rows = [row("A", 0), row("B", 8), row("C", 15)]
    w.gives(paged(rows))
    w.run("rows")
    same(w.watermark("rows"), "2026-03-01T10:15:00.000000Z")
    rows.append(row("D", 16))
    rows.append(row("late", 6))  # shown after rows that are newer
    w.run("rows")
    same(since(w)[1:], ["2026-03-01T10:05:00Z"] * 2)
    same(w.has(), once(["A", "B", "C", "D", "late"]))
    same((w.counts("rows"), w.repeats("rows")), ((5, 0, 5, 0, 0), 2))
    same(w.watermark("rows"), "2026-03-01T10:16:00.000000Z")


@case
def a_fraction_of_a_second_is_rounded_down(w):
    rows = [row("A", "2026-03-01T10:00:00.1239Z"),
            row("B", "2026-03-01T12:00:00.5+02:00")]
    w.gives(lambda r: items(*rows, next=None))
    w.run("rows")
    same(w.watermark("rows"), "2026-03-01T10:00:00.500000Z")
    w.run("rows")
    same(since(w)[1], "2026-03-01T09:50:00Z")
    same(w.has(), once("AB"))


@case
def a_watermark_waits_for_all_pages(w):
    # The rows are in no order: only the whole reading says what is newest.
    rows = [row("A", 50), row("B", 1), row("C", 2), row("D", 3)]
    w.gives(lambda r: Reply(500) if r.query.get("cursor") == "3"
            else paged(rows)(r))
    w.run("rows", HALTED)
    same((w.has(), w.watermark("rows")), (once("ABC"), ""))
    w.gives(paged(rows))
    w.run("rows")
    same(w.has(), once("ABCD"))
    same(w.watermark("rows"), "2026-03-01T10:50:00.000000Z")
    same([r.query.get("cursor") for r in w.src.calls()],
         [None, "3", "3", "3", "3"], "it goes on at the page that failed")


@case
def a_watermark_waits_for_open_records(w):
    rows = [row(f"R{n}", n) for n in range(6)]
    w.gives(paged(rows))
    w.target.fault(Reply(401), "PUT", "/put/R1", times=None)
    w.run("rows", HALTED)
    same(w.watermark("rows"), "")
    same(w.counts("rows")[1] > 0, True, "open records")
    w.target.faults.clear()
    w.run("rows")
    same(w.has(), once([f"R{n}" for n in range(6)]))
    same(w.watermark("rows"), "2026-03-01T10:05:00.000000Z")


@case
def a_parked_record_holds_no_watermark(w):
    w.gives(paged([row("A", 1), row("B", 2)]))
    w.target.fault(Reply(422), "PUT", "/put/B")
    w.run("rows", PARKED)
    same(w.watermark("rows"), "2026-03-01T10:02:00.000000Z")
    w.run("rows")
    same(w.counts("rows"), (2, 0, 1, 1, 0))
    w.retry()
    same((w.has(), w.counts("rows")), (once("AB"), (2, 0, 2, 0, 0)))


@case
def a_cursor_older_than_its_life_is_not_used(w):
    rows = [row(f"R{n}", n) for n in range(5)]
    w.gives(lambda r: Reply(500) if r.query.get("cursor") == "3"
            else paged(rows)(r))
    w.run("rows", HALTED)

    with sqlite3.connect(w.state + "/state.db") as db:  # 16 minutes ago
        db.execute("UPDATE run SET started=started-960000000")
        db.execute("UPDATE record SET read_at=read_at-960000000")
    w.gives(paged(rows))
    w.run("rows")
    same([r.query.get("cursor") for r in w.src.calls()][4:], [None, "3"])
    same(w.has(), once([f"R{n}" for n in range(5)]))


@case
def a_row_from_the_future_moves_nothing(w):
    w.gives(paged([row("A", 0), row("F", "2126-01-01T00:00:00Z")]))
    w.run("rows")
    same((w.has(), w.watermark("rows")),
         (once("AF"), "2026-03-01T10:00:00.000000Z"))
    same(len(w.events("future")), 1)
    w.run("rows")
    same(w.repeats("rows"), 2)


@case
def the_source_says_what_time_it_is(w):
    head = {"Date": "Sun, 01 Mar 2026 10:30:00 GMT"}
    rows = [row("A", 29), row("B", 31)]
    w.gives(lambda r: Reply(200, items(*rows, next=None), head))
    w.run("rows")
    same(w.watermark("rows"), "2026-03-01T10:29:00.000000Z")
    head["Date"] = "garbage"
    w.run("rows")
    same(w.watermark("rows"), "2026-03-01T10:31:00.000000Z")


@case
def a_reading_that_is_empty_keeps_the_watermark(w):
    w.gives(paged([row("A", 5)]))
    w.run("rows")
    w.gives(lambda r: items(next=None))
    w.run("rows")
    same(w.watermark("rows"), "2026-03-01T10:05:00.000000Z")


@case
def a_row_that_changed_comes_as_another(w):
    rows = [row("A", 0), row("B", 1)]
    w.gives(paged(rows))
    w.run("rows")
    rows[0] = row("A", 2)
    w.run("rows")
    same(w.has(), {"A": 2, "B": 1})
    same(w.counts("rows"), (3, 0, 3, 0, 0))


@case
def an_older_version_never_overwrites(w):
    # The old A shows up behind the new one: a replica that lags.
    rows = [row("A", 5)]
    w.gives(paged(rows))
    w.run("rows")
    rows[0] = row("A", 1)
    w.run("rows")
    same((w.has(), w.counts("rows")), (once("A"), (2, 0, 1, 0, 1)))
    same(w.rows("SELECT reason,n FROM drops"), [("superseded", 1)])


@case
def a_row_that_changes_between_pages_is_read_in_both_forms(w):
    first = [row("A", 0), row("B", 1), row("C", 2)]

    def source(r):
        if r.query.get("cursor"):
            return items(row("D", 3), row("A", 4), next=None)
        return items(*first, next="3")
    w.gives(source)
    w.run("rows")
    same(w.has(), {"A": 2, "B": 1, "C": 1, "D": 1})
    same([r.path for r in w.dst.calls("PUT", "/put/A")], ["/put/A"] * 2)


@case
def until_takes_what_is_old_enough(w):
    def ago(minutes):
        t = datetime.datetime.fromtimestamp(time.time() - 60 * minutes,
                                            datetime.timezone.utc)
        return t.strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [{"id": "mine", "at": ago(120)}, {"id": "other", "at": ago(110)},
            {"id": "mine", "at": ago(10)}]
    w.gives(lambda r: items(*rows, next=None))
    w.run("until")
    same(w.src.calls()[0].query, {"id": "mine"})
    same((w.has(), w.counts("until")), (once(["mine"]), (1, 0, 1, 0, 0)))
    true(w.watermark("until") <= ago(119).replace("Z", ".000000Z"),
         "what was not taken is read the next time")


# --- sorted by the source


def sorted_by_since(rows, size=3):
    """By offset, in the order of the since values; rows may move meanwhile."""
    def f(r):
        fit = sorted((x for x in rows if x["at"] >= r.query.get("since", "")),
                     key=lambda x: (x["at"], x["id"]))
        n = int(r.query["offset"])
        return items(*fit[n:n + size])
    return f


@case
def a_sorted_source_is_asked_from_the_last_row_on(w):
    rows = [row(f"R{n}", n) for n in range(7)]
    w.gives(sorted_by_since(rows))
    w.run("ascending")
    same(w.has(), once([f"R{n}" for n in range(7)]))
    same([(r.query.get("since"), r.query["offset"]) for r in w.src.calls()][:3],
         [(None, "0"), ("2026-03-01T10:02:00Z", "0"),
          ("2026-03-01T10:04:00Z", "0")])


@case
def rows_that_move_while_we_page_are_not_lost(w):
    rows = [row(f"R{n}", n) for n in range(9)]
    plain = sorted_by_since(rows)

    def source(r):
        if r.n == 2:  # what was on the first page moves behind
            rows[0] = row("R0", 20)
            rows[1] = row("R1", 21)
        return plain(r)
    w.gives(source)
    w.run("ascending")
    same(w.has(), dict(once([f"R{n}" for n in range(9)]), R0=2, R1=2))


@case
def a_page_full_of_one_instant_is_followed_by_offset(w):
    rows = [row(f"R{n}", 5) for n in range(8)] + [row("Z", 6)]
    w.gives(sorted_by_since(rows))
    w.run("ascending")
    same(w.has(), once([f"R{n}" for n in range(8)] + ["Z"]))
    true(len(w.src.calls()) < 12, "it ends")


@case
def ties_at_a_pages_edge_are_harmless(w):
    rows = [row(f"R{n}", n // 2) for n in range(10)]
    w.gives(sorted_by_since(rows))
    w.run("ascending")
    same(w.has(), once([f"R{n}" for n in range(10)]))


@case
def a_sorted_source_moves_the_watermark_page_by_page(w):
    rows = [row(f"R{n}", n) for n in range(7)]
    plain = sorted_by_since(rows)
    w.gives(lambda r: Reply(500) if r.n > 2 else plain(r))
    w.run("ascending", HALTED)
    same(w.watermark("ascending"), "2026-03-01T10:04:00.000000Z")
    w.gives(plain)
    w.run("ascending")
    same(w.has(), once([f"R{n}" for n in range(7)]))


# --- other kinds of since


@case
def a_since_may_be_a_date(w):
    rows = [row("A", "2026-03-01"), row("B", "2026-03-03")]
    w.gives(lambda r: items(*rows))
    w.run("days", DONE, first="2026-02-28")
    w.run("days")
    # 36 hours are two days.
    same(since(w), ["2026-02-26", "2026-03-01"])
    same((w.has(), w.watermark("days")), (once("AB"), "2026-03-03"))


@case
def a_since_may_be_a_number(w):
    rows = [{"id": "A", "at": -5}, {"id": "B", "at": 9}, {"id": "C", "at": 10}]
    w.gives(lambda r: items(*rows))
    w.run("numbers")
    w.run("numbers")
    same(since(w), [None, "10"])
    same(w.has(), once("ABC"))
    w.run("numbers", USAGE, first="now", env={"WEIR_STATE": w.state + "2"})


@case
def a_row_without_its_since_value_is_parked(w):
    w.gives(lambda r: items({"id": "A"}, row("B", 1), next=None))
    w.run("rows", PARKED)
    same((w.has(), [c for _, c in w.queue()]), (once("B"), ["malformed"]))
    w.run("rows", DONE)
    same(w.counts("rows")[3], 1, "it is parked once, however often it comes")
