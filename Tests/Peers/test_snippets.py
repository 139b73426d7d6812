"""What snippet prints is read by a parser of Terraform and taken by the package azure-batch."""
import csv
import io
import subprocess

import hcl2

from installation import BIN, installation

NAMES = ("publisher", "offer", "sku", "version")


def printed(daemon, image, form):
    done = subprocess.run(
        [BIN / "batchimgctl", "--database", daemon.database, "snippet", image, "--for", form], capture_output=True,
        text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def text(value):
    """python-hcl2 leaves the quotes of a string on."""
    return value[1:-1] if value.startswith('"') else value


def test_each_listed_image_is_read_back():
    with installation("contoso", options=["--replay", "built-in"]) as daemon:
        for _ in range(14):
            daemon.step()
        daemon.sync()
        columns = ["publisher", "offer", "sku", "version", "node_agent_sku_id"]
        rows = daemon.ctl("list", "-o", "csv", "--no-header", "--columns", ",".join(columns))
        rows = list(csv.reader(io.StringIO(rows)))
        assert len(rows) == 68
        for row in rows:
            image = ":".join(row[:3])
            (pool,) = hcl2.loads(printed(daemon, image, "terraform"))["resource"]
            (pool,) = pool.values()
            (pool,) = pool.values()
            (reference,) = pool["storage_image_reference"]
            assert [text(reference[name]) for name in NAMES] == row[:4], pool
            assert text(pool["node_agent_sku_id"]) == row[4], pool

            scope = {}
            exec(compile(printed(daemon, image, "python"), "snippet.py", "exec"), scope)  # pylint: disable=exec-used
            machine = scope["pool"].as_dict()["virtualMachineConfiguration"]
            assert [machine["imageReference"][name] for name in NAMES] == row[:4], machine
            assert machine["nodeAgentSKUId"] == row[4], machine
