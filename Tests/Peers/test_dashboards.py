"""The dashboards of Grafana: what they ask is answered, by Debian's Prometheus that scrapes the daemon and by the file, and
their shape is what Grafana imports."""
import contextlib
import json
import pathlib
import re
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request

import jsonschema
import pytest
from installation import debian, free_port, installation, program, pump, wait

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "dashboards"
NAMES = ["grafana-metrics.json", "grafana-record.json"]
ALERT = '[[alert]]\nname = "ops"\nexec = ["/bin/true"]\nimages = ["all"]\n'

# https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model, and what an export for
# others adds to it (__inputs, __requires).
DATASOURCE = {
    "type": "object",
    "required": ["type", "uid"],
    "properties": {"type": {"enum": ["prometheus", "frser-sqlite-datasource"]}, "uid": {"pattern": r"^\$\{DS_[A-Z]+\}$"}},
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["__inputs", "__requires", "uid", "title", "schemaVersion", "panels", "templating", "time"],
    "properties": {
        "__inputs": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["name", "label", "type", "pluginId", "pluginName"]}},
        "uid": {"type": "string", "pattern": "^[a-zA-Z0-9_-]{1,40}$"},
        "title": {"type": "string", "minLength": 1},
        "schemaVersion": {"type": "integer", "minimum": 36},
        "timezone": {"enum": ["utc", "browser", ""]},
        "time": {"type": "object", "required": ["from", "to"]},
        "templating": {"type": "object", "required": ["list"], "properties": {"list": {"type": "array", "items": {
            "type": "object", "required": ["name", "type", "query", "datasource"],
            "properties": {"type": {"const": "query"}, "datasource": DATASOURCE}}}}},
        "panels": {"type": "array", "minItems": 10, "items": {
            "type": "object",
            "required": ["id", "type", "title", "gridPos", "datasource", "targets", "fieldConfig", "options"],
            "properties": {
                "id": {"type": "integer", "minimum": 1},
                "type": {"enum": ["stat", "timeseries", "table", "barchart"]},
                "gridPos": {"type": "object", "required": ["x", "y", "w", "h"], "properties": {
                    "x": {"type": "integer", "minimum": 0, "maximum": 23}, "y": {"type": "integer", "minimum": 0},
                    "w": {"type": "integer", "minimum": 1, "maximum": 24}, "h": {"type": "integer", "minimum": 1}}},
                "datasource": DATASOURCE,
                "fieldConfig": {"type": "object", "required": ["defaults", "overrides"]},
                "targets": {"type": "array", "minItems": 1, "items": {
                    "type": "object", "required": ["refId", "datasource"], "properties": {"datasource": DATASOURCE},
                    "oneOf": [
                        {"required": ["expr"], "properties": {"expr": {"type": "string", "minLength": 1}}},
                        {"required": ["queryText", "queryType", "timeColumns"],
                         "properties": {"queryType": {"enum": ["table", "time series"]}}}]}},
            }}},
    },
}


def dashboard(name):
    return json.loads((FOLDER / name).read_text())


def targets(name):
    return [(panel, target) for panel in dashboard(name)["panels"] for target in panel["targets"]]


@pytest.fixture(scope="module")
def daemon():
    with installation("contoso", "fabrikam", options=["--replay", "built-in", "--replay-end", "today"], settings=ALERT) as daemon:
        with contextlib.suppress(urllib.error.HTTPError):  # The last recorded day has no next one.
            while True:
                daemon.step()
                daemon.sync()
        wait("the events", lambda: daemon.ctl("alerts", "--state", "told", "-o", "csv", "--no-header"))
        yield daemon


@pytest.mark.parametrize("name", NAMES)
def test_shape(name):
    found = dashboard(name)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(found, SCHEMA)
    ids = [panel["id"] for panel in found["panels"]]
    assert len(set(ids)) == len(ids)
    taken = set()
    for place in (panel["gridPos"] for panel in found["panels"]):
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert max(x for x, _ in cells) < 24 and not cells & taken
        taken |= cells
    inputs = {"${%s}" % each["name"]: each["pluginId"] for each in found["__inputs"]}
    for part in found["panels"] + found["templating"]["list"] + [target for _, target in targets(name)]:
        assert inputs[part["datasource"]["uid"]] == part["datasource"]["type"]
    variables = {each["name"] for each in found["templating"]["list"]}
    used = set(re.findall(r"\$\{?(?!DS_|__)(\w+)", json.dumps(found)))
    assert used == variables




@contextlib.contextmanager
def prometheus(folder, scraped):
    port = free_port()
    target = scraped.removeprefix("http://")
    (folder / "prometheus.yml").write_text(
        f"global: {{scrape_interval: 1s}}\nscrape_configs: [{{job_name: batchimgd, static_configs: [{{targets: ['{target}']}}]}}]\n")
    with open(folder / "prometheus.log", "w") as log, program(
            *debian("prometheus", "prometheus"), f"--config.file={folder}/prometheus.yml",
            f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address=127.0.0.1:{port}", stdout=log, stderr=log):
        url = f"http://127.0.0.1:{port}"

        def ask(path, **parameters):
            try:
                with urllib.request.urlopen(f"{url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=30) as answer:
                    return json.load(answer)["data"]
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{parameters}: {error.read().decode()}") from error

        def has_scraped():
            with contextlib.suppress(OSError, AssertionError):
                return ask("query", query="count_over_time(batchimgd_info[1m]) >= 4")["result"]
        wait("four scrapes", has_scraped, 60)
        yield ask


def test_prometheus_answers_every_expression(daemon, tmp_path):
    with pump(daemon.socket) as url, prometheus(tmp_path, url) as ask:
        daemon.sync()
        time.sleep(3)  # Two scrapes more: what is a rate needs an increase.
        found = dashboard("grafana-metrics.json")
        for variable in found["templating"]["list"]:
            selector, label = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"]).groups()
            series = ask("series", **{"match[]": selector.replace("$instance", ".*")})
            assert {each[label] for each in series}, variable["name"]
        asked = 0
        for panel, target in targets("grafana-metrics.json"):
            expression = target["expr"]
            for name, value in {"$instance": ".*", "$account": ".*", "$__rate_interval": "1m"}.items():
                expression = expression.replace(name, value)
            assert "$" not in expression
            answer = ask("query", query=expression)["result"]
            values = [float(each["value"][1]) for each in answer]
            assert values and all(value == value for value in values), (panel["title"], expression)
            asked += 1
        assert asked >= 20
        # Every metric of an account or an alert is either on it, or told by another that is.
        names = set(ask("label/__name__/values"))
        shown = set(re.findall(r"batchimgd_[a-z_]+", json.dumps(found)))
        assert shown <= names
        left = {name for name in names if name.startswith("batchimgd_")} - shown
        assert left == {
            "batchimgd_account_last_attempt_timestamp_seconds", "batchimgd_account_last_change_timestamp_seconds",
            "batchimgd_account_pools_failing", "batchimgd_account_pools_last_success_timestamp_seconds",
            "batchimgd_account_stale_after_seconds", "batchimgd_database_damaged", "batchimgd_process_open_fds",
            "batchimgd_process_start_time_seconds"}


def test_the_file_answers_every_query(daemon):
    # As Grafana's plug-in opens it: for reading alone.
    file = sqlite3.connect(f"file:{daemon.database}?mode=ro", uri=True)
    found = dashboard("grafana-record.json")
    accounts = [row[0] for row in file.execute(found["templating"]["list"][0]["query"])]
    assert accounts == ["contoso", "fabrikam"]
    chosen = ", ".join(f"'{account}'" for account in accounts)
    now = int(time.time() * 1000)
    for panel, target in targets("grafana-record.json"):
        text = target["queryText"]
        assert text == target["rawQueryText"]
        for name, value in {"${account:sqlstring}": chosen, "$__from": str(now - 90 * 86_400_000), "$__to": str(now)}.items():
            text = text.replace(name, value)
        assert "$" not in text
        cursor = file.execute(text)
        columns = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        assert rows and len(set(columns)) == len(columns), panel["title"]
        if target["queryType"] == "time series":
            assert set(target["timeColumns"]) <= set(columns) and {"metric", "value"} <= set(columns)
            assert all(isinstance(row[columns.index("time")], int) for row in rows)
        if panel["type"] == "stat":
            assert len(rows) == 1 and len(columns) == 1 and rows[0][0] is not None, panel["title"]
    # Each view is on it, but for those that others tell.
    views = {row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
    shown = set(re.findall(r"FROM (\w+)", json.dumps(found)))
    assert shown <= views and {"images", "changes", "accounts", "syncs", "node_agents", "pools", "alerts"} == shown
