"""Datasette serves every view, of the file in use and of a copy, and answers what is asked often."""
import contextlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import urllib.request

import pytest
from installation import installation, program, wait

VIEWS = [
    "images", "gone_images", "end_of_life", "changes", "accounts", "syncs", "node_agents", "pools", "pool_uses", "alerts"]
METADATA = pathlib.Path(__file__).resolve().parents[2] / "dashboards/datasette.yml"


def answers_what_is_asked_often(url):
    """Each query of the metadata has an answer, and each view its description."""
    def get(path):
        with urllib.request.urlopen(f"{url}/{path}", timeout=30) as answer:
            return json.load(answer)
    metadata = get("-/metadata.json")["databases"]["images"]
    assert set(metadata["tables"]) == set(VIEWS)
    queries = metadata["queries"]
    assert len(queries) >= 6 and {each["name"] for each in get("images.json")["queries"]} == set(queries)
    for name in queries:
        rows = get(f"images/{name}.json?_shape=array&days=36500&image=ubuntu")
        assert rows or name == "differences", name
    # Two accounts list the same here, until one of them lists less.
    assert get("images/differences.json?_shape=array") == []


@pytest.mark.parametrize("kind", ["live", "export"])
def test_serves_every_view(kind):
    with installation(
            "contoso", "fabrikam", options=["--replay", "built-in"],
            settings='[[alert]]\nname = "ops"\nexec = ["/bin/true"]\nimages = ["all"]\n') as daemon:
        for _ in range(6):
            daemon.step()
            daemon.sync()
        # What is being told changes from one reader to the next.
        with contextlib.closing(sqlite3.connect(daemon.database)) as record:
            wait(
                "the alerts",
                lambda: record.execute("SELECT MAX(state = 'waiting') FROM alerts").fetchone() == (0,), seconds=120)
        file = daemon.database
        if kind == "export":
            file = daemon.folder / "copy.db"
            daemon.ctl("--database", daemon.database, "export", file)
        with program(
                sys.executable, "-m", "datasette", "serve", file, "--metadata", METADATA, "--port", "0", "--setting", "max_returned_rows", "5000",
                stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as datasette:
            line = ""
            while "Uvicorn running on" not in line:
                line = datasette.stderr.readline()
                assert line, "datasette ended"
            url = line.split(" on ")[1].split()[0]
            for view in VIEWS:
                def served():
                    with urllib.request.urlopen(f"{url}/{file.stem}/{view}.json?_shape=array&_size=max", timeout=30) as page:
                        return json.load(page)
                # The same through another reader; what the daemon goes on writing is not part of it.
                found = served()
                expected = json.loads(subprocess.run(
                    ["sqlite3", "-readonly", "-json", file, f"SELECT * FROM {view}"],
                    capture_output=True, text=True, check=True).stdout or "[]")
                # In whatever order the metadata says.
                assert found and sorted(found, key=json.dumps) == sorted(expected, key=json.dumps), view
            if file.stem == "images":
                answers_what_is_asked_often(url)
            if kind == "live":
                daemon.step()
                daemon.sync()
                wait("the new rows", lambda: len(served()) > 0 and "ok" in daemon.ctl("accounts"))
