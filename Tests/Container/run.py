#!/usr/bin/env python3
"""run.py IMAGE EMULATOR: an OCI image is what its layout says, and runs as it says: read-only, as the user it names.

The layers are unpacked and started in a mount namespace; loopback is the machine's, where the emulator is. Needs root.
"""

import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

MOUNTS = """
set -e
mount --bind "$ROOT" "$ROOT"
mount -o remount,bind,ro "$ROOT"
mount --bind "$STATE" "$ROOT/var/lib/batchimgd"
mount --bind "$RUN" "$ROOT/run/batchimgd"
mount --bind "$CONFIGURATION" "$ROOT/etc/batchimgd"
mount -t proc proc "$ROOT/proc"
exec "$@"
"""


class Tally:
    passed = failed = 0

    def check(self, text, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {text}\n    {detail}")


def wait(holds, seconds=20):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def unpack(image, folder, tally):
    """Gives the image's configuration; its files are in folder/root then."""
    layout = folder / "layout"
    with tarfile.open(image) as archive:
        archive.extractall(layout, filter="data")
    blobs = layout / "blobs/sha256"
    for blob in blobs.iterdir():
        tally.check("a blob is named by its digest", hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name, blob)

    def read(descriptor):
        content = (blobs / descriptor["digest"].removeprefix("sha256:")).read_bytes()
        tally.check("a descriptor tells the size", len(content) == descriptor["size"], descriptor)
        return content

    index = json.loads((layout / "index.json").read_text())
    manifest = json.loads(read(index["manifests"][0]))
    config = json.loads(read(manifest["config"]))
    root = folder / "root"
    root.mkdir()
    for layer, expected in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True):
        content = gzip.decompress(read(layer))
        tally.check("a layer is what the configuration names",
                    f"sha256:{hashlib.sha256(content).hexdigest()}" == expected, layer)
        subprocess.run(["tar", "-C", root, "-xp", "--numeric-owner", "--same-owner"], input=content, check=True)
    if shutil.which("skopeo"):
        told = json.loads(subprocess.run(
            ["skopeo", "inspect", f"oci-archive:{image}"], capture_output=True, check=True).stdout)
        tally.check("skopeo takes it", told["Os"] == "linux" and len(told["Layers"]) == 2, told)
    return config["config"]


class Container:
    """The image with its mounts."""

    def __init__(self, folder, config):
        self.folder, self.config, self.user = folder, config, int(config["User"].split(":")[0])
        self.root = folder / "root"
        for name in ("state", "run", "configuration"):
            (folder / name).mkdir()
            os.chown(folder / name, self.user, self.user)
            (folder / name).chmod(0o750)
        self.env = dict(entry.split("=", 1) for entry in config["Env"])

    def command(self, *arguments, user=None):
        user = user or self.config["User"]
        inner = [shutil.which("env"), "-i", *[f"{name}={value}" for name, value in self.env.items()],
                 shutil.which("chroot"), f"--userspec={user}", f"--groups={user.split(':')[1]}", self.root, *arguments]
        return ["unshare", "--mount", "--propagation", "private", "bash", "-c", MOUNTS, "mounts", *inner]

    @property
    def names(self):
        return os.environ | {
            "ROOT": str(self.root), "STATE": str(self.folder / "state"), "RUN": str(self.folder / "run"),
            "CONFIGURATION": str(self.folder / "configuration")}

    def start(self, log):
        return subprocess.Popen(
            self.command(*self.config["Entrypoint"], *self.config["Cmd"]), env=self.names, stdout=log, stderr=log)

    def run(self, *arguments, user=None):
        return subprocess.run(
            self.command(*arguments, user=user), env=self.names, capture_output=True, text=True, timeout=60)

    def health(self):
        kind, *command = self.config["Healthcheck"]["Test"]
        assert kind == "CMD"
        return self.run(*command)


def main(image, emulator_program):
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        config = unpack(image, folder, tally)
        tally.check("it runs as somebody who is not root", re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", config["User"]), config)
        root = folder / "root"
        tally.check("it has no shell", not list(root.glob("usr/bin/*sh")), list(root.glob("usr/bin/*")))
        tally.check("nothing in it is set-id",
                    not [path for path in root.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o6000])
        bundle = (root / "etc/ssl/certs/ca-certificates.crt").read_text()
        tally.check("it has certificates", bundle.count("BEGIN CERTIFICATE") > 100)
        container = Container(folder, config)
        health = container.health()
        tally.check("it is not healthy while it does not run", health.returncode == 3, health)
        emulator = subprocess.Popen(
            [emulator_program, "--replay", "built-in", "--account", "contoso"], stdout=subprocess.PIPE, text=True)
        try:
            url, key = emulator.stdout.readline().split()[-1], emulator.stdout.readline().split()[-1]
            settings = folder / "configuration"
            (settings / "key").write_text(key)
            os.chown(settings / "key", container.user, container.user)
            (settings / "key").chmod(0o600)
            (settings / "batchimgd.toml").write_text(
                f'[daemon]\nlog_format = "json"\n[[account]]\nname = "contoso"\nendpoint = "{url}/accounts/contoso"\n'
                '[account.auth]\nmethod = "shared-key"\naccount = "contoso"\nkey = { file = "/etc/batchimgd/key" }\n')
            checked = container.run("/usr/bin/batchimgd", "check-config")
            tally.check("it knows where its configuration is", checked.returncode == 0, checked)
            with open(folder / "log", "w+", encoding="utf-8") as log:
                daemon = container.start(log)
                try:
                    exercise(container, daemon, tally, log)
                finally:
                    if daemon.poll() is None:
                        daemon.kill()
                        daemon.wait()
        finally:
            emulator.terminate()
            emulator.wait()
    print(f"{tally.passed} passed, {tally.failed} failed")
    return tally.failed == 0


def exercise(container, daemon, tally, log):
    def status():
        log.seek(0)
        return log.read()

    tally.check("it becomes healthy", wait(lambda: container.health().returncode == 0), status())
    synced = wait(lambda: ",ok," in container.run("/usr/bin/batchimgctl", "accounts", "-o", "csv").stdout)
    tally.check("it refreshes its account", synced, status())
    health = container.health()
    tally.check("its health tells the account", health.returncode == 0 and "contoso" in health.stdout, health)
    facts = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{daemon.pid}/status").read_text().splitlines())
    tally.check("the process is the user's", facts["Uid"].split() == [str(container.user)] * 4, facts["Uid"])
    tally.check("it can do nothing else", int(facts["CapEff"], 16) == 0, facts["CapEff"])
    listed = container.run("/usr/bin/batchimgctl", "list", "-o", "csv", user=f"20000:{container.user}")
    tally.check("a side-car of the group asks", listed.returncode == 0 and len(listed.stdout.splitlines()) > 10, listed)
    refused = container.run("/usr/bin/batchimgctl", "list", user="20000:20000")
    tally.check("anybody else does not", refused.returncode == 77, refused)
    tally.check("its log is JSON", all(json.loads(line) for line in status().splitlines()), status())
    daemon.send_signal(getattr(signal, container.config["StopSignal"]))
    tally.check("its signal ends it in order", wait(lambda: daemon.poll() is not None) and daemon.returncode == 0, status())


sys.exit(0 if main(*sys.argv[1:]) else 1)
