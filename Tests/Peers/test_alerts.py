"""Alerts are understood by those for whom they are: Debian's Alertmanager shows one and ends it, the CloudEvents SDK reads
a webhook's request, and Slack and Teams get what their documentation says that they take."""
import contextlib
import hashlib
import hmac
import http.server
import json
import os
import threading
import time
import urllib.request

import jsonschema
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from installation import debian, free_port, installation, program, wait

SECRET = "s3cret"

# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: `text` is what a message must have; more than
# 40,000 characters are cut (chat.postMessage, "Truncating content").
SLACK = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 40_000},
        "blocks": {"type": "array", "maxItems": 50},
        "attachments": {"type": "array"},
        "thread_ts": {"type": "string"},
        "mrkdwn": {"type": "boolean"},
    },
    "additionalProperties": False,
}

# https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook: a message with attachments that are Adaptive
# Cards; and of https://adaptivecards.io/explorer/ what is used of them.
TEAMS = {
    "type": "object",
    "required": ["type", "attachments"],
    "properties": {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["contentType", "content"],
                "properties": {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": ["string", "null"]},
                    "content": {"$ref": "#/$defs/card"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "$defs": {
        "card": {
            "type": "object",
            "required": ["type", "version", "body"],
            "properties": {
                "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
                "type": {"const": "AdaptiveCard"},
                # The newest that Teams shows everywhere is 1.5.
                "version": {"enum": ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]},
                "body": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"oneOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/facts"}]},
                },
            },
            "additionalProperties": False,
        },
        "text": {
            "type": "object",
            "required": ["type", "text"],
            "properties": {
                "type": {"const": "TextBlock"},
                "text": {"type": "string", "minLength": 1},
                "wrap": {"type": "boolean"},
                "weight": {"enum": ["Default", "Lighter", "Bolder"]},
                "size": {"enum": ["Default", "Small", "Medium", "Large", "ExtraLarge"]},
            },
            "additionalProperties": False,
        },
        "facts": {
            "type": "object",
            "required": ["type", "facts"],
            "properties": {
                "type": {"const": "FactSet"},
                "facts": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["title", "value"],
                        "properties": {"title": {"type": "string"}, "value": {"type": "string"}},
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
    },
}
# https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using: 28 KB.
TEAMS_MOST = 28 * 1024


class Receiver:
    """What came to a loopback port: for each path the requests, as header fields and body."""

    def __init__(self):
        received = self.received = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.setdefault(self.path.strip("/"), []).append((dict(self.headers.items()), body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self, path):
        return [json.loads(body) for _, body in self.received.get(path, [])]


@contextlib.contextmanager
def alertmanager(folder, receiver):
    port = free_port()
    # What sends no end of its own is over after a second here.
    (folder / "alertmanager.yml").write_text(f"""
global: {{resolve_timeout: 1s}}
route: {{receiver: people, group_by: [alertname, account, image], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers: [{{name: people, webhook_configs: [{{url: "{receiver.url}/people", send_resolved: true}}]}}]
""")
    with open(folder / "alertmanager.log", "w") as log, program(
            *debian("prometheus-alertmanager", "prometheus-alertmanager"),
            f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/alertmanager.data",
            f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", stdout=log, stderr=log):
        url = f"http://127.0.0.1:{port}"

        def is_ready():
            with contextlib.suppress(OSError):
                return urllib.request.urlopen(f"{url}/-/ready", timeout=30).status == 200
        wait("Alertmanager", is_ready)
        yield url


class Told:
    def __init__(self, daemon, receiver, alertmanager):
        self.daemon, self.receiver, self.alertmanager = daemon, receiver, alertmanager
        images = json.loads(daemon.ctl("list", "--verified", "-o", "json"))["images"]
        well = next(image for image in images if "batchSupportEndOfLife" not in image)
        self.reference, self.agent = well["imageReference"], well["nodeAgentSKUId"]
        self.image = ":".join(self.reference[part] for part in ("publisher", "offer", "sku", "version")).lower()
        agents = sorted({image["nodeAgentSKUId"] for image in images} - {self.agent})
        self.other, self.third = agents[:2]

    def use(self, agent, pools=("render_1",)):
        """Has pools use the image under an agent, and the daemon see it."""
        self.daemon.put_pools("contoso", [
            {"id": pool, "virtualMachineConfiguration": {
                "imageReference": self.reference, "nodeAgentSKUId": agent}} for pool in pools])
        self.daemon.sync()

    def shown(self):
        with urllib.request.urlopen(f"{self.alertmanager}/api/v2/alerts", timeout=30) as answer:
            return [alert for alert in json.load(answer)
                    if alert["labels"]["alertname"] == "batchimgd_wrong_agent"]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alerts")
    receiver = Receiver()

    def secret(name, text):
        file = folder / name
        file.touch(mode=0o600)
        file.write_text(text)
        return f'{{ file = "{file}" }}'

    with alertmanager(folder, receiver) as manager:
        urls = {form: f"{receiver.url}/{form}" for form in ("cloudevents", "slack", "teams")}
        urls["alertmanager"] = f"{manager}/api/v2/alerts"
        settings = "\n".join(
            f'[[alert]]\nname = "{form}"\nwebhook = {{ url = {secret(form, url)}, format = "{form}", '
            f'secret = {secret(form + ".secret", SECRET)} }}' for form, url in urls.items())
        with installation("contoso", settings=settings) as daemon:
            told = Told(daemon, receiver, manager)
            # Everything of the first day is over before the tests begin.
            told.use(told.agent)
            yield told
    receiver.server.shutdown()


def test_alertmanager_shows_an_alert_and_ends_it(told):
    told.use(told.other)
    wait("the alert", told.shown)
    alert, = told.shown()
    assert alert["status"]["state"] == "active"
    labels = alert["labels"]
    assert labels["account"] == "contoso" and labels["image"].lower() == told.image
    assert labels["severity"] == "critical" and labels["node_agent_sku_id"] == told.other
    assert "render_1" in alert["annotations"]["pools"] and "is listed, but under" in alert["annotations"]["summary"]
    assert alert["endsAt"] > time.strftime("%Y-%m-%d", time.gmtime(time.time() + 300 * 86400))

    def notified(status):
        return [message for message in told.receiver.bodies("people") if message["status"] == status
                and message["commonLabels"].get("alertname") == "batchimgd_wrong_agent"]
    wait("word of it", lambda: notified("firing"))
    # It holds for longer than Alertmanager itself would let it.
    time.sleep(3)
    assert told.shown() and not notified("resolved")

    told.use(told.agent)
    wait("its end", lambda: not told.shown())
    wait("word of its end", lambda: notified("resolved"))


def event_of(told, form, holds):
    """The first request in this form whose body is the event in question."""
    def found():
        return next(((head, body) for head, body in told.receiver.received.get(form, []) if holds(body)), None)
    wait(f"the event in {form}", found)
    return found()


@pytest.fixture(scope="module")
def many(told):
    """An event that concerns many pools with long names, which hold what is markup elsewhere."""
    pools = [f"_{number:03}_-{'x' * 58}" for number in range(401)]
    told.use(told.third, pools)
    wait("the event", lambda: any(
        len(event["data"]["pools"]) > 400 for event in told.receiver.bodies("cloudevents")), 60)
    return pools


def test_the_sdk_reads_the_webhook(told, many):
    head, body = event_of(told, "cloudevents", lambda body: len(json.loads(body)["data"]["pools"]) > 400)
    event = from_structured_event(HTTPMessage(headers=head, body=body))
    assert event.get_specversion() == "1.0" and event.get_type() == "batchimgd.wrong-agent"
    assert event.get_source() == f"batchimgd/{os.uname().nodename}" and event.get_subject().lower() == told.image
    assert abs(event.get_time().timestamp() - time.time()) < 600
    assert event.get_datacontenttype() == "application/json" and sorted(event.get_data()["pools"]) == sorted(many)
    assert event.get_data()["event"] == "wrong-agent" and event.get_data()["account"] == "contoso"
    ids = {row["id"] for row in json.loads(told.daemon.ctl("alerts", "--alert", "cloudevents", "-o", "json"))["alerts"]}
    assert event.get_id() in ids
    # Structured mode has all in the body.
    assert head["Content-Type"].startswith("application/cloudevents+json")
    assert not [name for name in head if name.lower().startswith("ce-")]
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert head["X-Batchimgd-Signature"] == f"sha256={signature}"


@pytest.mark.parametrize("form, schema, most", [("slack", SLACK, None), ("teams", TEAMS, TEAMS_MOST)])
def test_the_shape_is_what_is_documented(told, many, form, schema, most):
    jsonschema.Draft202012Validator.check_schema(schema)
    event_of(told, form, lambda body: b"wrong-agent" in body)
    wait("every event", lambda: told.daemon.ctl("alerts", "--state", "waiting", "-o", "csv", "--no-header") == "")
    requests = told.receiver.received[form]
    kinds = {body.split(b"batchimgd: ")[1].split(b'"')[0].split(b"*")[0] for _, body in requests}
    assert {b"summary", b"wrong-agent"} <= kinds
    for head, body in requests:
        assert head["Content-Type"] == "application/json"
        jsonschema.validate(json.loads(body), schema)
        assert most is None or len(body) < most, len(body)
