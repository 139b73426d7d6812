"""The socket's description is valid, and thousands of requests made from it get answers that it describes."""
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.request

from installation import installation, pump
from openapi_spec_validator import validate

REQUESTS = 2000


def test_describes_itself():
    with installation("contoso", "fabrikam", options=["--replay", "built-in"]) as daemon:
        for _ in range(3):
            daemon.step()
            daemon.sync()
        with pump(daemon.socket) as url:
            with urllib.request.urlopen(f"{url}/v1/openapi.json", timeout=30) as answer:
                document = json.load(answer)
            validate(document)
            # A stream without end would never be one answer.
            for path in ("/v1/changes", "/v1/alerts"):
                route = document["paths"][path]["get"]
                route["parameters"] = [part for part in route["parameters"] if part.get("name") != "follow"]
            file = daemon.folder / "openapi.json"
            file.write_text(json.dumps(document))
            # What a filter or a cursor may be is more than a schema can say: right by the schema may still be refused.
            done = subprocess.run(
                [pathlib.Path(sys.executable).with_name("schemathesis"), "run", file, "--url", url,
                 "--phases", "coverage,fuzzing", "--exclude-checks", "positive_data_acceptance", "--max-examples", "200", "--request-timeout", "30", "--seed", "1",
                 "--continue-on-failure", "--checks", "all", "--warnings", "off", "--no-shrink"],
                env={**os.environ, "NO_COLOR": "1"}, cwd=daemon.folder, capture_output=True, text=True, timeout=600)
        print(done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        generated = re.search(r"([\d,]+) generated", done.stdout)
        assert generated and int(generated[1].replace(",", "")) >= REQUESTS
        assert "Traceback" not in done.stderr
        assert daemon.ctl("status")
