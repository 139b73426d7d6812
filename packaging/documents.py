#!/usr/bin/env python3
"""documents.py BIN [--check]: brings the examples of README.md and docs/ and the picture docs/terminal.svg up to date.

The programs in BIN run against the emulator, which replays what the service listed on the recorded days. What a block
of a document is tells its fence:
  console  commands after "$ ", each with what it prints on a terminal; "..." stands for the rest of it; a number after
           the word is how many columns that has
  sh       commands that must succeed; their output is not shown
  toml     a configuration that check-config accepts
  ini      settings of the unit, as systemd/drop-ins has them; a whole unit of ours there is taken from there
  json     JSON
  yaml     a part of a pipeline; each batchimgctl in it is run, on the definitions in infra/
  cron     lines of a crontab; each batchimgctl is run, without what it is piped into
  nginx    a part of nginx's configuration, which make test-peers runs
With --check nothing is written; what differs is printed, and the exit status is 1.
"""

import datetime
import difflib
import fcntl
import functools
import html
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
COLUMNS = 100
# The recorded days are shifted so that the last one is today. In the documents it is this day.
TODAY = datetime.date(2026, 11, 24)
SHIFT = datetime.date.today() - TODAY

# What no test can run, and why. A command that begins so is not run.
NOT_RUN = {
    "apt ": "changes the machine; make test-systemd installs the package",
    "systemctl ": "needs a service manager; make test-systemd",
    "systemd-creds ": "needs the machine's key; make test-systemd",
    "journalctl ": "needs a service manager",
    "usermod ": "changes the machine; make test-systemd",
    "htpasswd ": "changes the machine",
    "podman ": "needs a container engine; make test-oci starts the image without one",
    "skopeo ": "needs a registry; make test-oci inspects the image with it",
    "kubectl ": "needs a cluster; make test-peers checks the example against its schemas",
    "batchimgctl demo": "does not end; DemoTests",
    "tar ": "comes from make dist; make test-systemd installs the tarball",
    "sudo ": "changes the machine; as above",
    "install -o batchimgd ": "needs the service's user; make test-systemd runs the commands of docs/backup.md",
    "rm -f /var/lib/batchimgd/": "as above",
    "az ": "needs an account of Azure",
    "litestream ": "comes from PyPI; make test-peers",
    "datasette ": "comes from PyPI; make test-peers",
    "batchimgd run": "does not end; the other examples ask one that was started so",
}
# What is different each time, and what stands for it.
VARYING = [
    (r"\b\d+ s off", "0 s off"),
    (r"\b\d+(\.\d)? (K|M)iB", "308 KiB"),
    (r"\bin \d h\b", "in 6 h"),
    (r"\bpid \d+", "pid 1024"),
    (r"(?<=next sync  )\S+,", "contoso-we,"),
    (r"(?<=T)(?!00:00:00)\d\d:\d\d:\d\d(?=Z)", "08:30:00"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:40123"),
    (r"(?m)^demo [A-Za-z0-9+/]{86}==$", "demo oX7w...Q=="),
]
# What `check` finds where the examples run.
DEFINITIONS = {
    "infra/pools.json": "rest/list-az.json", "infra/render.bicep": "text/pool.bicep",
    "infra/pool.json": "arm/no-default.json", "infra/pool.parameters.json": "arm/no-default.parameters.json",
}
# What stands for the service's own listing.
LISTING = (r"az batch pool supported-images list [^|>]*-o json", "batchimgctl list --account contoso-we -o az")
# What does not end by itself, and how many lines it prints.
ENDLESS = {"batch-emulator ": 2}


class Demo:
    """Emulator and daemon: contoso-we was refreshed on every recorded day, fabrikam on all but the last ones."""

    def __init__(self, programs, folder):
        self.programs, self.folder, self.running = pathlib.Path(programs), folder, []
        # The socket is where a person's daemon has it, and is found there.
        self.socket, self.database = folder / "batchimgd/batchimgd.sock", folder / "images.db"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "BATCHIMGD_"))}
        self.env |= {
            "PATH": f"{programs}:{os.environ['PATH']}", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "BATCHIMGD_DATABASE": str(self.database), "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder),
        }

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
            process.wait()

    def start(self):
        accounts = ["contoso-we", "fabrikam"]
        emulator = self.begin("batch-emulator", "--replay", "built-in", "--replay-end", "today",
                              *[f"--account={name}" for name in accounts])
        self.socket.parent.mkdir()
        self.url = self.line(emulator, r"listening on (.*)")
        settings = [f'[daemon]\ndatabase = "{self.database}"\nsocket = "{self.socket}"\nlog_format = "text"\n']
        for name in accounts:
            key = self.folder / f"{name}.key"
            key.write_text(self.line(emulator, f"{name} (.*)"))
            key.chmod(0o600)
            settings.append(
                f'[[account]]\nname = "{name}"\nendpoint = "{self.url}/accounts/{name}"\n[account.auth]\n'
                f'method = "shared-key"\naccount = "{name}"\nkey = {{ file = "{key}" }}\n')
        samples = ROOT / "Tests/PoolDefinitionsTests/Samples"
        for name, sample in DEFINITIONS.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(samples / sample, self.folder / name)
        configuration = self.folder / "batchimgd.toml"
        configuration.write_text("\n".join(settings))
        self.begin("batchimgd", "run", "--config", configuration)
        self.wait(lambda: self.ctl("accounts", "-o", "csv").stdout.count(",ok,") == len(accounts))
        day = 1
        while self.step():
            day += 1
            for name in accounts if day <= 13 else accounts[:1]:
                if self.ctl("sync", name).returncode == 5 and self.ctl("sync", "--accept", name).returncode:
                    sys.exit(f"cannot go on: the listing of {name} on day {day} was not taken")

    def begin(self, program, *arguments):
        log = open(self.folder / f"{program}.log", "w", encoding="utf-8")
        process = subprocess.Popen([self.programs / program, *arguments], stdout=subprocess.PIPE, stderr=log,
                                   env=self.env, text=True)
        self.running.append(process)
        return process

    @staticmethod
    def line(process, pattern):
        line = process.stdout.readline()
        found = re.fullmatch(pattern, line.strip())
        return found.group(1) if found else sys.exit(f"cannot start the emulator: it printed {line!r}")

    @staticmethod
    def wait(condition):
        for _ in range(600):
            if condition():
                return
            time.sleep(0.05)
        sys.exit("cannot go on: the accounts were not refreshed within 30 seconds")

    def ctl(self, *arguments):
        return subprocess.run([self.programs / "batchimgctl", "--socket", self.socket, *arguments], env=self.env,
                              capture_output=True, text=True, check=False)

    def step(self):
        try:
            urllib.request.urlopen(urllib.request.Request(f"{self.url}/_emulator/step", method="POST")).close()
            return True
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise
            return False

    def run(self, command, columns=COLUMNS):
        """What the command prints on a terminal of so many columns, and its exit status."""
        command = re.sub(*LISTING, command)
        command = command.replace("/run/batchimgd/batchimgd.sock", str(self.socket))
        command = command.replace("/var/lib/batchimgd/", f"{self.folder}/")
        command = command.replace("/etc/batchimgd/", f"{self.folder}/").replace("/backup/", f"{self.folder}/copy-")
        command = command.replace("/var/www/html/", f"{self.folder}/")
        lines = next((count for program, count in ENDLESS.items() if command.startswith(program)), None)
        if lines:
            command = f"exec {command}"
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execvpe("sh", ["sh", "-c", command], self.env)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        output = b""
        try:
            while part := os.read(terminal, 65536):
                output += part
                if lines and output.count(b"\n") >= lines:
                    os.kill(pid, signal.SIGTERM)
        except OSError:
            pass  # Linux's way to say that nobody writes any more.
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return self.as_written(output.decode().replace("\r\n", "\n")), status

    def as_written(self, text):
        """The output as it would be at the places, and on the day, of the documents."""
        text = text.replace(f"{self.url}/accounts/contoso-we", "https://contoso.westeurope.batch.azure.com")
        text = text.replace(f"{self.url}/accounts/fabrikam", "https://fabrikam.northeurope.batch.azure.com")
        text = text.replace(str(self.socket), "/run/batchimgd/batchimgd.sock")
        text = text.replace(str(self.folder), "/var/lib/batchimgd")
        # The end of Cloud Services is on its own day, whenever that is asked.
        text = re.sub(r"(?<!api-version: )\b(?!2024-02-29)2\d{3}-\d\d-\d\d(?!\d)", shifted, text)
        text = re.sub(r"\b\d+ (?:s|min) ago(?: {2,})?", recently, text)
        for pattern, stand_in in VARYING:
            text = re.sub(pattern, stand_in, text)
        return text


def shifted(found):
    return str(datetime.date.fromisoformat(found.group()) - SHIFT)


def recently(found):
    """Some seconds ago, as wide as it was: columns stay where they are."""
    return "12 s ago".ljust(len(found.group()))


def commands_of(lines):
    """The commands of a block: a line that ends with a backslash goes on; notes after a command stay in it."""
    command, end = "", None
    for line in lines:
        command += line
        if end is None and (document := re.search(r"<<'?(\w+)'?$", line)):
            end = document[1]
        elif line == end:
            end = None
        if line.endswith("\\") or end:
            command += "\n"
        elif command.strip():
            yield command
            command = ""


def is_run(command):
    command = re.sub(*LISTING, command)
    return not any(command.startswith(beginning) for beginning in NOT_RUN)


def target_exists(command):
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    return set(re.findall(r"^make ((?:[a-z-]+ ?)+)", command)[0].split()) <= targets


def console(demo, lines, complain, columns=COLUMNS):
    """The block with what its commands print now."""
    result, index = [], 0
    while index < len(lines):
        command = lines[index]
        if not command.startswith("$ "):
            complain(f"a block of console does not begin with a command: {command}")
            return lines
        while lines[index].endswith("\\"):
            index += 1
            command += "\n" + lines[index]
        index += 1
        shown = []
        while index < len(lines) and not lines[index].startswith("$ "):
            shown.append(lines[index])
            index += 1
        output, status = demo.run(command[2:], columns)
        if status not in (0, 4, 5, 78) and not command.startswith(tuple(f"$ {name}" for name in ENDLESS)):
            complain(f"{command}: exit status {status}: {output}")
        printed = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", output).splitlines()]
        if "..." in shown:
            kept = shown.index("...")
            if len(printed) <= kept:
                complain(f"{command}: nothing is left out, but '...' says so")
            printed = [*printed[:kept], "..."]
        while printed and not printed[-1]:
            printed.pop()
        result += [*command.split("\n"), *printed]
    return result


def sh(demo, lines, complain):
    for command in commands_of(lines):
        if command.startswith("make "):
            if not target_exists(command):
                complain(f"{command}: the Makefile has no such target")
        elif is_run(command):
            output, status = demo.run(command)
            if status:
                complain(f"{command}: exit status {status}: {output}")
    return lines


def toml(demo, lines, complain):
    """Each [account.auth] is tried as one account's."""
    text = "\n".join(lines)
    account = '[[account]]\nname = "a"\nendpoint = "https://a.westeurope.batch.azure.com"\n'
    alone = [text]
    if text.startswith("[account.auth]"):
        alone = [account + "[account.auth]" + part for part in text.split("[account.auth]")[1:]]
    file = demo.folder / "example.toml"
    for number, part in enumerate(alone):
        file.write_text(part)
        tried = subprocess.run(
            [demo.programs / "batchimgd", "check-config", "--config", file], capture_output=True, text=True,
            env=demo.env | PLATFORM, check=False)
        if tried.returncode:
            complain(f"configuration {number + 1} of a block: {tried.stdout}{tried.stderr}")
    return lines


# What Kubernetes sets for a workload identity.
PLATFORM = {
    "AZURE_TENANT_ID": "contoso.onmicrosoft.com", "AZURE_CLIENT_ID": "0b1f7a3c-0000-0000-0000-000000000000",
    "AZURE_FEDERATED_TOKEN_FILE": "/var/run/secrets/azure/tokens/azure-identity-token",
}


def ini(_, lines, complain):
    """Every setting is one that the units or their drop-ins have; what is a unit of its own is that."""
    whole = re.match(r"# /etc/systemd/system/(batchimgd-\w+\.service)\b", lines[0] if lines else "")
    if whole:
        return (ROOT / "systemd/drop-ins" / whole[1]).read_text().splitlines()
    known = set()
    for file in (ROOT / "systemd").rglob("*"):
        if file.is_file():
            known |= set(re.findall(r"(?m)^#? ?([A-Z][A-Za-z]+)=", file.read_text()))
    for line in re.sub(r"\\\n", "", "\n".join(lines)).splitlines():
        name = line.split("=")[0]
        if line and not line.startswith(("[", "#")) and name not in known:
            complain(f"no unit or drop-in has {name}=")
    return lines


def yaml(demo, lines, complain):
    """Everything that reads or makes a listing is run; a finding is no failure of the example."""
    for line in lines:
        found = re.search(r"((?:az batch pool supported-images list|batchimgctl) .*)", line)
        if found:
            output, status = demo.run(found[1])
            if status not in (0, 5):
                complain(f"{found[1]}: exit status {status}: {output}")
    return lines


def is_json(_, lines, complain):
    """It is JSON."""
    try:
        json.loads("\n".join(lines))
    except ValueError as error:
        complain(f"a block is no JSON: {error}")
    return lines


def cron(demo, lines, complain):
    return yaml(demo, [line.split(" | ")[0] for line in lines], complain) and lines


def nginx(_, lines, complain):
    """Braces match."""
    text = "\n".join(lines)
    if text.count("{") != text.count("}"):
        complain("a block of nginx has a brace too many, or too few")
    return lines


KINDS = {
    "console": console, "console 140": functools.partial(console, columns=140), "sh": sh, "toml": toml, "ini": ini, "yaml": yaml, "cron": cron, "nginx": nginx, "json": is_json}


def brought_up_to_date(file, demo, problems):
    result, block, kind = [], None, ""
    for number, line in enumerate(file.read_text().splitlines(), 1):
        def complain(what, at=number):
            problems.append(f"{file.relative_to(ROOT)}:{at}: {what}")
        if block is None and line.startswith("```"):
            kind, block = line[3:], []
            if kind not in KINDS:
                complain(f"cannot try a block of '{kind}': use one of {', '.join(KINDS)}")
        elif line == "```":
            result += KINDS[kind](demo, block, complain) if kind in KINDS else block
            block = None
        elif block is not None:
            block.append(line)
            continue
        elif line.startswith("    "):
            complain("cannot try an indented block: put it between fences")
        else:
            for target in re.findall(r"\]\(([^)#]+)[^)]*\)", line):
                if "://" not in target and not (file.parent / target).exists():
                    complain(f"cannot find {target}")
        result.append(line)
    return "\n".join(result) + "\n"


# The picture: what a terminal shows, in its own colours, on a ground of its own, so that it suits dark and light pages.
GLYPH, LINE, PADDING, BAR = 7.6, 18, 16, 30
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea",
           "1": "#ffffff", "2": "#8b949e", "90": "#8b949e"}


def runs(line):
    """Pieces of a line, with where each begins and its colour."""
    column, colour = 0, "#d5dbe1"
    for text, code in re.findall(r"([^\x1b]+)|\x1b\[([0-9;]*)m", line):
        if text:
            yield column, colour, text
            column += len(text)
        else:
            shades = [COLOURS[part] for part in code.split(";") if part in COLOURS]
            colour = shades[-1] if shades else "#d5dbe1"


def picture(demo):
    screen = []
    for command, height in PICTURED:
        output, _ = demo.run(f"{command} --color always")
        printed = output.splitlines()
        screen += [f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m", *printed[:height], ""]
    screen.pop()
    width, height = COLUMNS * GLYPH + 2 * PADDING, len(screen) * LINE + BAR + PADDING
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        ' aria-label="A terminal: what batchimgctl answers">',
        '<style>text{font:12.6px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}</style>',
        f'<rect x=".5" y=".5" width="{width - 1:g}" height="{height - 1:g}" rx="8" fill="#0d1117" stroke="#484f58"/>',
        *[f'<circle cx="{PADDING + 6 + 18 * n}" cy="17" r="5" fill="#484f58"/>' for n in range(3)],
    ]
    for row, line in enumerate(screen):
        for column, colour, text in runs(line):
            indent = len(text) - len(text.lstrip(" "))
            text, column = text.strip(" "), column + indent
            if text:
                parts.append(
                    f'<text x="{PADDING + column * GLYPH:g}" y="{BAR + 13 + row * LINE}" fill="{colour}"'
                    f' textLength="{len(text) * GLYPH:g}" lengthAdjust="spacingAndGlyphs">{html.escape(text)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


PICTURED = [
    ("batchimgctl status", 12),
    ("batchimgctl pools --at-risk", 10),
    ("batchimgctl eol --account contoso-we", 6),
]


def main():
    check = sys.argv[2:] == ["--check"]
    if len(sys.argv) != 2 and not check:
        sys.exit(__doc__)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="batchimgd-"))
    problems = []
    try:
        with Demo(pathlib.Path(sys.argv[1]).resolve(), folder) as demo:
            files = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
            texts = {file: brought_up_to_date(file, demo, problems) for file in files}
            texts[ROOT / "docs/terminal.svg"] = picture(demo)
    finally:
        shutil.rmtree(folder)
    for file, text in texts.items():
        old = file.read_text() if file.exists() else ""
        if old != text and check:
            lines = difflib.unified_diff(old.splitlines(), text.splitlines(), "written", "printed now", lineterm="")
            problems.append("\n".join([f"{file.relative_to(ROOT)}: run make documents", *lines]))
        elif old != text:
            file.write_text(text)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
