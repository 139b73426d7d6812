#!/usr/bin/env python3
"""programs.py BIN FILE CONFIGURATION: the CLI beside curl and sqlite3, which are given the same to do, in turn; then what
the daemon keeps in memory. Times are medians of one run each, in milliseconds."""
import os
import pathlib
import subprocess
import sys
import time

bin, file, configuration = sys.argv[1:]
socket = next(line.split('"')[1] for line in open(configuration) if line.startswith("socket"))
out = os.open(os.devnull, os.O_WRONLY)


def once(command):
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)])
    assert os.waitpid(process, 0)[1] == 0, command
    return (time.perf_counter() - start) * 1000


def compare(what, rounds, **commands):
    times = {name: [] for name in commands}
    for _ in range(rounds):
        # Within a second the daemon gives the same answer again.
        time.sleep(1.05 if rounds < 10 else 0)
        for name, command in commands.items():
            times[name].append(once(command))
    medians = {name: sorted(found)[rounds // 2] for name, found in times.items()}
    ours, theirs = medians.values()
    print(f"{what}: " + ", ".join(f"{name} {value:.1f} ms" for name, value in medians.items())
          + f", ratio {ours / theirs:.2f}", flush=True)


daemon = subprocess.Popen([f"{bin}/batchimgd", "run", "--config", configuration], stderr=subprocess.DEVNULL)
try:
    while not os.path.exists(socket):
        time.sleep(0.05)
    time.sleep(5)
    status = pathlib.Path(f"/proc/{daemon.pid}/status").read_text()
    print("idle: " + next(line for line in status.splitlines() if line.startswith("VmRSS")).split(":")[1].strip())
    ctl = [f"{bin}/batchimgctl", "--socket", socket]
    curl = ["curl", "-sS", "--unix-socket", socket]
    compare("start alone", 100, batchimgctl=[ctl[0], "--version"], curl=["curl", "--version"])
    compare("one account's images", 100, batchimgctl=ctl + ["list", "--account", "account-7", "-o", "json"],
            curl=curl + ["http://localhost/v1/images?account=account-7&limit=1000"])
    compare("every account's images", 5, batchimgctl=ctl + ["list", "-o", "json"],
            sqlite3=["sqlite3", "-readonly", "-json", file, "SELECT * FROM images"])
    compare("every account's agents", 5, batchimgctl=ctl + ["agents", "-o", "json"],
            sqlite3=["sqlite3", "-readonly", "-json", file, "SELECT * FROM node_agents"])
finally:
    daemon.terminate()
    daemon.wait()
