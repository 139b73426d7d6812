"""30 reloads, each with other settings, while four workers sync and four ask until the last reload is over, at least 100
and 1,000 times; every failure is a line "FAILED: ..."."""

import http.client
import json
import shutil
import socket
import subprocess
import threading
import time

SOCKET = "/run/batchimgd/batchimgd.sock"
CONFIG = "/etc/batchimgd/batchimgd.toml"
ACCOUNTS = [f"a{number}" for number in range(1, 9)]
done = threading.Event()
lock = threading.Lock()
counts = {"syncs": 0, "queries": 0}
times = []


def fail(text):
    print(f"FAILED: {text}", flush=True)


def ask(method, path, body=None):
    """A connection of its own for each request, as a CLI makes it."""
    connection = http.client.HTTPConnection("localhost", timeout=60)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(60)
    connection.sock.connect(SOCKET)
    connection.request(method, path, body)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data


def take(what, enough):
    """The number of the next one; None when there were enough and the reloads are over."""
    with lock:
        if counts[what] >= enough and done.is_set():
            return None
        counts[what] += 1
        return counts[what]


def sync():
    while (number := take("syncs", 100)) is not None:
        name = ACCOUNTS[number % len(ACCOUNTS)]
        try:
            status, data = ask("POST", "/v1/sync", json.dumps({"accounts": [name]}))
            last = json.loads(data.splitlines()[-1])
            if status != 200 or last != {"event": "done", "succeeded": 1, "failed": 0, "suspect": 0}:
                fail(f"sync of {name}: {status} {data!r}")
        except Exception as error:
            fail(f"sync of {name}: {error!r}")
        time.sleep(0.3)


def query():
    while (number := take("queries", 1000)) is not None:
        path = f"/v1/images?account={ACCOUNTS[number % len(ACCOUNTS)]}"
        try:
            begin = time.monotonic()
            status, data = ask("GET", path)
            times.append(time.monotonic() - begin)
            answer = json.loads(data)
            if status != 200 or not answer["images"] or any(account["stale"] for account in answer["accounts"]):
                fail(f"query {path}: {status} {data[:200]!r}")
        except Exception as error:
            fail(f"query {path}: {error!r}")
        time.sleep(0.03)


def reload(number):
    """The guest comes and goes; whoever asks after the reload sees it so."""
    usual = open("/tmp/usual").read()
    has_guest = number % 2 == 0
    with open(CONFIG + ".new", "w") as file:
        file.write(usual + (open("/tmp/guest").read() if has_guest else ""))
    shutil.move(CONFIG + ".new", CONFIG)
    subprocess.run(["systemctl", "reload", "batchimgd"], check=True)
    names = [account["name"] for account in json.loads(ask("GET", "/v1/accounts")[1])["accounts"]]
    if ("guest" in names) != has_guest or len(names) != len(ACCOUNTS) + has_guest:
        fail(f"after reload {number}: {names}")


workers = [threading.Thread(target=sync) for _ in range(4)] + [threading.Thread(target=query) for _ in range(4)]
begin = time.monotonic()
for worker in workers:
    worker.start()
reloads = 0
slowest = 0
for number in range(30):
    start = time.monotonic()
    try:
        reload(number)
        reloads += 1
    except Exception as error:
        fail(f"reload {number}: {error!r}")
    slowest = max(slowest, time.monotonic() - start)
done.set()
for worker in workers:
    worker.join()
times.sort()
print(f"{reloads} reloads (slowest {slowest * 1000:.0f} ms), {counts['syncs']} syncs, {counts['queries']} queries "
      f"(median {times[len(times) // 2] * 1000:.1f} ms, slowest {times[-1] * 1000:.0f} ms) in {time.monotonic() - begin:.1f} s")
