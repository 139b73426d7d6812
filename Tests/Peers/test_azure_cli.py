"""The real az lists an account's images from the emulator, and through the daemon's socket."""
import json
import os
import pathlib
import subprocess
import sys
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
