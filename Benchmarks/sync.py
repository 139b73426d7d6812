"""sync.py BIN ACCOUNTS: CPU of a sync, by the daemon and by a script with the official SDK and SQLite."""
import json
import os
import pathlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

from azure.batch import BatchServiceClient
from azure.batch.batch_auth import SharedKeyCredentials
from azure.batch.models import AccountListSupportedImagesOptions, PoolListOptions

bin, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
folder = pathlib.Path(tempfile.mkdtemp())
rounds = 3


class Emulator:
    """Account `contoso` with a recorded day's images, one page, and 20 pools."""

    def __init__(self):
        self.process = subprocess.Popen(
            [bin / "batch-emulator", "--account", "contoso", "--replay", "built-in", "--page-size", "1000"],
            stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.key = self.process.stdout.readline().split()[1]
        image = {"imageReference": {"publisher": "canonical", "offer": "ubuntuserver", "sku": "18.04-lts"},
                 "nodeAgentSKUId": "batch.node.ubuntu 18.04"}
        self.control("PUT", "accounts/contoso/pools", [
            {"id": f"pool-{index}", "state": "active", "vmSize": "standard_d2s_v3", "currentDedicatedNodes": 2,
             "virtualMachineConfiguration": image} for index in range(20)])

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/_emulator/{path}", method=method, data=json.dumps(body or {}).encode())
        urllib.request.urlopen(request).close()


class Daemon:
    """The daemon with so many accounts, all of which are the emulator's `contoso`."""

    def __init__(self, emulator, pools):
        self.socket = folder / "batchimgd.sock"
        (folder / "key").write_text(emulator.key)
        (folder / "key").chmod(0o600)
        configuration = folder / "batchimgd.toml"
        configuration.write_text(
            f'[daemon]\ndatabase = "{folder}/images-{pools}.db"\nsocket = "{self.socket}"\ninterval = "30d"\n'
            + "".join(f"""[[account]]
name = "account-{index}"
endpoint = "{emulator.url}/accounts/contoso"
pools = {str(pools).lower()}
[account.auth]
method = "shared-key"
account = "contoso"
key = {{ file = "{folder}/key" }}
""" for index in range(count)))
        self.process = subprocess.Popen(
            [bin / "batchimgd", "run", "--config", configuration], stderr=subprocess.DEVNULL)
        while not self.socket.exists():
            time.sleep(0.05)
        self.sync()

    def sync(self):
        subprocess.run([bin / "batchimgctl", "--socket", self.socket, "sync"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def milliseconds(self, times, before):
        """CPU of one sync, where `before` is called before each round."""
        spent = 0
        for _ in range(times):
            before()
            start = self.cpu()
            self.sync()
            spent += self.cpu() - start
        return spent * 1000 / times / count

    def end(self):
        self.process.terminate()
        self.process.wait()


class Script:
    """What one writes in an afternoon: list, upsert, commit."""

    def __init__(self, emulator):
        self.client = BatchServiceClient(
            SharedKeyCredentials("contoso", emulator.key), batch_url=f"{emulator.url}/accounts/contoso")
        self.database = sqlite3.connect(folder / "script.db")
        self.database.executescript("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE image (account, publisher, offer, sku, version, agent, body,
                PRIMARY KEY (account, publisher, offer, sku, version, agent));
            CREATE TABLE pool (account, id, body, PRIMARY KEY (account, id));""")

    def sync(self, account, pools):
        images = self.client.account.list_supported_images(AccountListSupportedImagesOptions(max_results=1000))
        rows = []
        for image in images:
            reference = image.image_reference
            rows.append((account, reference.publisher, reference.offer, reference.sku, reference.version,
                         image.node_agent_sku_id, json.dumps(image.as_dict())))
        with self.database:
            self.database.executemany("INSERT OR REPLACE INTO image VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        if pools:
            found = self.client.pool.list(PoolListOptions(select="id,state,vmSize,virtualMachineConfiguration"))
            rows = [(account, pool.id, json.dumps(pool.as_dict())) for pool in found]
            with self.database:
                self.database.executemany("INSERT OR REPLACE INTO pool VALUES (?, ?, ?)", rows)

    def milliseconds(self, pools):
        self.sync("account-0", pools)
        start = time.process_time()
        for index in range(count):
            self.sync(f"account-{index}", pools)
        return (time.process_time() - start) * 1000 / count


def main():
    emulator = Emulator()
    daemon = None
    try:
        for pools in (False, True):
            daemon = Daemon(emulator, pools)
            unchanged = daemon.milliseconds(rounds, lambda: None)
            changed = daemon.milliseconds(rounds, lambda: emulator.control("POST", "step"))
            daemon.end()
            daemon = None
            script = Script(emulator)
            theirs = script.milliseconds(pools)
            script.database.close()
            for file in folder.glob("script.db*"):
                file.unlink()
            what = "images and 20 pools" if pools else "images"
            for name, ours in (("unchanged", unchanged), ("changed", changed)):
                print(f"a sync of {what}, {name}: daemon {ours:.2f} ms, azure-batch with sqlite3 {theirs:.2f} ms, "
                      f"{theirs / ours:.1f} times less", flush=True)
    finally:
        if daemon:
            daemon.end()
        emulator.process.terminate()
        emulator.process.wait()
        subprocess.run(["rm", "-rf", folder], check=True)


if __name__ == "__main__":
    main()
