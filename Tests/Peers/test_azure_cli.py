"""The real az lists an account's images from the emulator, and through the daemon's socket, and takes what snippet prints."""
import http.server
import json
import os
import pathlib
import shlex
import subprocess
import sys
import threading
import urllib.request

from installation import BIN, installation, pump


def az(daemon, endpoint, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "azure.cli", "batch", "pool", "supported-images", "list", "--account-name", "contoso",
         "--account-key", daemon.keys["contoso"], "--account-endpoint", endpoint, "-o", "json", *arguments],
        capture_output=True, text=True, timeout=120, env={
            **os.environ, "AZURE_CONFIG_DIR": str(daemon.folder / "azure"), "AZURE_CORE_COLLECT_TELEMETRY": "no",
            "AZURE_CORE_NO_COLOR": "yes"})


def test_lists_what_the_service_lists():
    with installation("contoso", options=["--replay", "built-in", "--page-size", "25"]) as daemon:
        for _ in range(14):
            daemon.step()
        daemon.sync()
        emulated = az(daemon, f"{daemon.url}/accounts/contoso")
        assert emulated.returncode == 0, emulated.stderr
        assert len(json.loads(emulated.stdout)) == 68
        with pump(daemon.socket) as url:
            served = az(daemon, f"{url}/accounts/contoso")
            assert served.returncode == 0 and served.stdout == emulated.stdout, served.stderr
            linux = az(daemon, f"{url}/accounts/contoso", "--filter", "osType eq 'linux'")
            assert json.loads(linux.stdout) == [
                image for image in json.loads(served.stdout) if image["osType"] == "linux"]
            wrong = az(daemon, f"{url}/accounts/nobody")
            assert wrong.returncode != 0 and "AccountNotFound" in wrong.stderr, wrong


def test_is_what_list_prints_on_each_recorded_day():
    with installation("contoso", options=["--replay", "built-in", "--page-size", "25"]) as daemon:
        counts = []
        for day in range(15):
            if day > 0:
                daemon.step()
                daemon.sync()
            printed = az(daemon, f"{daemon.url}/accounts/contoso")
            assert printed.returncode == 0, printed.stderr
            for source in [], ["--database", daemon.database]:
                ours = subprocess.run(
                    [BIN / "batchimgctl", "--socket", daemon.socket, *source, "list", "--account", "contoso", "-o", "az"],
                    capture_output=True, text=True, timeout=60)
                assert ours.stdout == printed.stdout, f"day {day + 1} of 15, {source}: {ours.stderr}"
            counts.append(printed.stdout.count("nodeAgentSkuId"))
        assert len(set(counts)) > 5 and sum(counts) == 994, counts


class Caught(http.server.BaseHTTPRequestHandler):
    """A Batch account that takes every pool, and keeps what it was sent."""
    pools = []

    def do_POST(self):  # pylint: disable=invalid-name
        self.pools.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_takes_the_line_and_the_file_that_snippet_prints():
    with installation("contoso", options=["--replay", "built-in"]) as daemon:
        with http.server.HTTPServer(("127.0.0.1", 0), Caught) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            account = ["--account-name", "contoso", "--account-key", daemon.keys["contoso"], "--account-endpoint",
                       f"http://127.0.0.1:{server.server_address[1]}"]
            image = "canonical:ubuntuserver:18.04-lts"
            line = shlex.split(daemon.ctl("snippet", image, "--for", "az").replace("\\\n", " "))
            file = daemon.folder / "pool.json"
            file.write_text(daemon.ctl("snippet", image, "--for", "rest"))
            for words in line, ["az", "batch", "pool", "create", "--json-file", str(file)]:
                done = subprocess.run(
                    [sys.executable, "-m", "azure.cli", *words[1:], *account], capture_output=True, text=True,
                    timeout=120, env={
                        **os.environ, "AZURE_CONFIG_DIR": str(daemon.folder / "azure"),
                        "AZURE_CORE_COLLECT_TELEMETRY": "no"})
                assert done.returncode == 0, done.stderr
                machine = Caught.pools.pop()["virtualMachineConfiguration"]
                assert machine["nodeAgentSKUId"] == "batch.node.ubuntu 18.04", machine
                assert machine["imageReference"] == {
                    "publisher": "canonical", "offer": "ubuntuserver", "sku": "18.04-lts", "version": "latest"}, machine
            server.shutdown()
