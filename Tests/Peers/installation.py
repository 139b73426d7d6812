"""The emulator and the daemon as programs, in a folder of their own, for tests with real peers."""
import contextlib
import json
import os
import pathlib
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import urllib.request

BIN = pathlib.Path(os.environ["BATCHIMGD_BIN"])
# Packages of Debian's, each unpacked in a folder of its name.
DEBIAN = pathlib.Path(os.environ.get("BATCHIMGD_DEBIAN", "/nonexistent"))


class Installation:
    def __init__(self, folder, url, keys):
        self.daemon = None  # its process, while it runs
        self.folder = folder
        self.url = url
        self.keys = keys
        self.socket = folder / "s.sock"
        self.state = folder / "state"
        self.database = self.state / "images.db"

    def ctl(self, *arguments, check=True):
        done = subprocess.run(
            [BIN / "batchimgctl", "--socket", self.socket, *arguments], capture_output=True, text=True, timeout=120)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def sync(self):
        """Fetches every account; what is held as suspect is accepted. Gives the line that sums up."""
        summed = self.ctl("sync", check=False).splitlines()[-1]
        if not summed.endswith(" 0 held back"):
            summed = self.ctl("sync", "--accept").splitlines()[-1]
        return summed

    def put_pools(self, account, pools):
        """Puts pools in place of those that the emulated account has."""
        urllib.request.urlopen(urllib.request.Request(
            f"{self.url}/_emulator/accounts/{account}/pools", data=json.dumps(pools).encode(), method="PUT"), timeout=30)

    def step(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/_emulator/step", method="POST"), timeout=30)


@contextlib.contextmanager
def pump(path):
    """A loopback port whose connections go on to a Unix socket, for clients that know no other; gives its URL."""
    class Connection(socketserver.BaseRequestHandler):
        def handle(self):
            with socket.socket(socket.AF_UNIX) as daemon:
                daemon.connect(str(path))
                back = threading.Thread(target=copy, args=(daemon, self.request))
                back.start()
                copy(self.request, daemon)
                back.join()

    def copy(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Connection) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def debian(package, name):
    """The command of a program of Debian's, which finds its own files where it would be installed."""
    root = DEBIAN / package
    return ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c",
            'mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/$@"', root, name]


def free_port():
    """A loopback port that nobody has, for a program that cannot choose one by itself."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(what, holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


@contextlib.contextmanager
def program(*arguments, **options):
    process = subprocess.Popen([str(argument) for argument in arguments], **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def installation(*accounts, options=(), settings=""):
    """The daemon with these accounts of the emulator, each refreshed once; settings follow those of [daemon]."""
    with tempfile.TemporaryDirectory(prefix="b-") as name:
        folder = pathlib.Path(name)
        named = [part for account in accounts for part in ("--account", account)]
        with program(BIN / "batch-emulator", *named, *options, stdout=subprocess.PIPE, text=True) as emulator:
            url = emulator.stdout.readline().removeprefix("listening on ").strip()
            keys = dict(emulator.stdout.readline().split() for _ in accounts)
            configuration = [
                "[daemon]", f'database = "{folder}/state/images.db"', f'socket = "{folder}/s.sock"', settings]
            for account, key in keys.items():
                file = folder / f"{account}.key"
                file.touch(mode=0o600)
                file.write_text(key)
                configuration += [
                    "[[account]]", f'name = "{account}"', f'endpoint = "{url}/accounts/{account}"',
                    "[account.auth]", 'method = "shared-key"', f'account = "{account}"',
                    f'key = {{ file = "{file}" }}']
            (folder / "batchimgd.toml").write_text("\n".join(configuration))
            found = Installation(folder, url, keys)
            with program(BIN / "batchimgd", "run", "--config", folder / "batchimgd.toml",
                         stderr=subprocess.DEVNULL) as found.daemon:
                wait("the first syncs", lambda: found.ctl(
                    "accounts", "-o", "csv", check=False).count(",ok,") == len(accounts))
                yield found
