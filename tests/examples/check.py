"""Every example does what its page says.

For each folder under examples/: `weir check` is clean, `weir fmt --check` has
nothing to say, `weir test` passes, `weir build` and `weir run` work, and what
the run leaves behind is what expected/ holds. Each file under unsafe/ gets the
messages beside it. With --bless the expected files are written anew.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, "tests/peer")
from client import Peer  # noqa: E402

BUILD = sys.argv[1]
BLESS = "--bless" in sys.argv
WEIR = os.path.abspath(os.path.join(BUILD, "weir"))
PEER = os.path.join(BUILD, "tests/peer/peer")
TODAY = ["--today", "2026-11-25", "--color", "never"]
results = {"passed": 0, "failed": 0}


def report(name, wrong):
    """One line of the sum; says what is wrong."""
    results["failed" if wrong else "passed"] += 1
    if wrong:
        print(f"{name}: {wrong}")


def weir(*args, env=None, cwd=None):
    everything = {k: v for k, v in os.environ.items()
                  if not k.startswith("WEIR_")}
    everything.update(env or {})
    r = subprocess.run([WEIR, *args], env=everything, cwd=cwd, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       timeout=120, check=False)
    return r.returncode, r.stdout


def expect_status(name, want, *args, **options):
    status, out = weir(*args, **options)
    wrong = ""
    if status != want:
        wrong = f"ended with {status}, not {want}\n{out[-3000:]}"
    report(f"{name}: weir {args[0]}", wrong)
    return out


def compare(name, path, have):
    """Against the file, or into it."""
    if BLESS:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(have)
    if not os.path.exists(path):
        report(name, f"{path} is not there")
        return
    with open(path, encoding="utf-8") as f:
        want = f.read()
    wrong = ""
    if have != want:
        wrong = f"differs from {path}\n--- have\n{have[:4000]}--- want\n" \
                f"{want[:4000]}"
    report(name, wrong)


def bodies(docs):
    """What was written and how often, numbers as they were sent."""
    lines = []
    for d in sorted(docs, key=lambda d: d["key"]):
        if d["writes"]:
            text = json.dumps(d["body"], sort_keys=True, ensure_ascii=False)
            text = re.sub(r'"\\u0000([^"]*)"', r"\1", text)
            lines.append(f"{text}  written {d['writes']}\n")
    return "".join(lines)


def entries(env, folder):
    """The queues as weir shows them, without times and ids."""
    status, out = weir("queue", "list", "--format", "json", env=env,
                       cwd=folder)
    if status not in (0, 1):
        return f"weir queue list ended with {status}\n{out}"
    lines = []
    for e in json.loads(out)["entries"]:
        lines.append(" | ".join(str(e.get(k) or "-") for k in (
            "queue", "owner", "key", "class", "step", "message")))
    return "\n".join(sorted(lines)) + "\n"


def run_flows(name, folder, env, flows, want):
    state = env["WEIR_STATE"]
    for flow in flows:
        expect_status(f"{name}: {flow}", want[flow], "run", ".", flow,
                      "--once", "--from", "all", env=env, cwd=folder)
    if os.path.isdir(state):
        expect_status(name, 0, "status", "--verify", env=env, cwd=folder)


def orders(name, folder, scratch):
    peer = Peer(PEER, f"{folder}/fixtures/peer.json",
                options=["--page-max", "3"])
    env = {"SHOPIFY_URL": peer.url, "SHOPIFY_TOKEN": "shop-token",
           "NETSUITE_URL": peer.url + "/services/rest",
           "NETSUITE_TOKEN_URL":
               peer.url + "/services/rest/auth/oauth2/v1/token",
           "NETSUITE_ID": "erp-client", "NETSUITE_SECRET": "erp-secret",
           "PEOPLEVOX_URL": peer.url, "PEOPLEVOX_KEY": "warehouse-key",
           "WEIR_STATE": f"{scratch}/state", "WEIR_ALERT_SLACK": peer.url}
    try:
        for again in (False, True):
            run_flows(name, scratch, env, ["new_orders"],
                      {"new_orders": 0 if again else 1})
        state = peer.state(exact=True)
        compare(f"{name}: the ERP", f"{folder}/expected/erp.txt",
                bodies(state["erp"]["salesOrder"]))
        compare(f"{name}: the warehouse", f"{folder}/expected/warehouse.txt",
                bodies(state["warehouse"]["sales_orders"]))
        compare(f"{name}: the queue", f"{folder}/expected/queue.txt",
                entries(env, scratch))
    finally:
        peer.stop()


def stock(name, folder, scratch):
    peer = Peer(PEER, f"{folder}/fixtures/peer.json",
                options=["--page-max", "2"])
    env = {"SHOPIFY_URL": peer.url, "SHOPIFY_TOKEN": "shop-token",
           "SHOP_LOCATION": "487838322",
           "PEOPLEVOX_URL": peer.url, "PEOPLEVOX_KEY": "warehouse-key",
           "WEIR_STATE": f"{scratch}/state", "WEIR_ALERT_SLACK": peer.url}
    try:
        run_flows(name, scratch, env, ["stock_levels"], {"stock_levels": 1})
        levels = bodies(peer.state(exact=True)["shop"]["inventory_levels"])
        compare(f"{name}: the shop", f"{folder}/expected/shop.txt",
                re.sub(r', "updated_at": "[^"]*"', "", levels))
        compare(f"{name}: the queue", f"{folder}/expected/queue.txt",
                entries(env, scratch))
    finally:
        peer.stop()


def prices(name, folder, scratch):
    env = {"PRICE_DIR": scratch, "WEIR_STATE": f"{scratch}/state",
           "WEIR_ALERT_EMAIL": "smtp://127.0.0.1:1"}
    flows = ["shop_prices", "till_prices", "trade_prices"]
    run_flows(name, scratch, env, flows, dict.fromkeys(flows, 1))
    for path in sorted(glob.glob(f"{scratch}/out/*")):
        with open(path, encoding="utf-8") as f:
            compare(f"{name}: {os.path.basename(path)}",
                    f"{folder}/expected/{os.path.basename(path)}", f.read())
    compare(f"{name}: the queue", f"{folder}/expected/queue.txt",
            entries(env, scratch))


def settlement(name, folder, scratch):
    ledger = f"{scratch}/ledger.db"
    with open(f"{folder}/schema.sql", encoding="utf-8") as f:
        subprocess.run(["sqlite3", ledger], stdin=f, check=True)
    env = {"SETTLEMENT_DIR": scratch, "LEDGER_DB": ledger,
           "WEIR_STATE": f"{scratch}/state",
           "WEIR_ALERT_EMAIL": "smtp://127.0.0.1:1"}
    run_flows(name, scratch, env, ["settlement", "charges_archive"],
              {"settlement": 1, "charges_archive": 0})
    out = subprocess.run(["sqlite3", "-header", ledger,
                          "select * from posting order by id"], check=True,
                         capture_output=True, text=True).stdout
    compare(f"{name}: the ledger", f"{folder}/expected/ledger.txt", out)
    with open(f"{scratch}/archive/charges.ndjson", encoding="utf-8") as f:
        compare(f"{name}: the archive", f"{folder}/expected/charges.ndjson",
                f.read())
    compare(f"{name}: the queue", f"{folder}/expected/queue.txt",
            entries(env, scratch))


RUNS = {"01-orders-to-erp": orders, "02-stock-levels": stock,
        "03-price-list": prices, "04-settlement": settlement}


def unsafe(folder):
    for path in sorted(glob.glob(f"{folder}/unsafe/*.weir")):
        status, out = weir("check", path, "--fail-on", "warning", *TODAY)
        name = os.path.relpath(path, "examples")
        report(f"{name}: weir check",
               "" if status == 1 else f"ended with {status}, not 1\n{out}")
        compare(name, path[:-len(".weir")] + ".expected", out)


def example(folder):
    name = os.path.basename(folder)
    expect_status(name, 0, "check", folder, "--fail-on", "warning", *TODAY)
    expect_status(name, 0, "fmt", "--check", folder)
    if os.path.exists(os.path.join(folder, "weir.lock")):
        expect_status(name, 0, "lock", "--check", folder)
    with tempfile.TemporaryDirectory() as scratch:
        copy = os.path.join(scratch, name)
        shutil.copytree(folder, copy)
        expect_status(name, 0, "test", copy)
        expect_status(name, 0, "build", copy)
        try:
            RUNS[name](name, folder, copy)
        except Exception as e:  # pylint: disable=broad-except
            report(f"{name}: run", f"{type(e).__name__}: {e}")
    unsafe(folder)


def readme():
    """The first flow of README.md, followed to the letter."""
    with open("README.md", encoding="utf-8") as f:
        text = f.read()
    parts = {kind: re.search(rf"```{kind}\n(.*?)```", text, re.S).group(1)
             for kind in ("weir", "json")}
    with tempfile.TemporaryDirectory() as d:
        for kind, path in (("weir", "first.weir"), ("json", "orders.ndjson")):
            with open(os.path.join(d, path), "w", encoding="utf-8") as f:
                f.write(parts[kind])
        env = {"SHOP_DIR": "."}
        name = "README.md"
        expect_status(name, 0, "check", "first.weir", "--fail-on", "warning",
                      *TODAY, cwd=d)
        expect_status(name, 0, "fmt", "--check", "first.weir", cwd=d)
        expect_status(name, 0, "test", "first.weir", cwd=d)
        expect_status(name, 1, "run", "first.weir", "--once", env=env, cwd=d)
        out = expect_status(name, 0, "queue", "list", env=env, cwd=d)
        report(f"{name}: the queue",
               "" if "order_failures" in out else out)
        path = os.path.join(d, "paid.ndjson")
        paid = open(path, encoding="utf-8").read() if os.path.exists(path) \
            else "nothing"
        want = '{"id": 1, "total": 19.99, "paid": true}\n'
        report(f"{name}: paid.ndjson", "" if paid == want else paid)
        careless = parts["weir"].replace("  on error  -> order_failures\n", "")
        with open(os.path.join(d, "first.weir"), "w", encoding="utf-8") as f:
            f.write(careless)
        out = expect_status(f"{name}, careless", 1, "check", "first.weir",
                            cwd=d)
        report(f"{name}, careless: message",
               "" if "errors/unrouted-failure" in out else out)


def main():
    readme()
    folders = sorted(glob.glob("examples/[0-9]*"))
    for folder in folders:
        example(folder)
    if [os.path.basename(f) for f in folders] != sorted(RUNS):
        report("examples", "a folder without a run, or a run without one")
    print(f"examples: {results['passed']} passed, {results['failed']} failed")
    return results["failed"] != 0


sys.exit(main())
