"""Litestream replicates the file in use; what it restores is the record, and is read as one."""
import pathlib
import shutil
import subprocess
import sys
import time

from installation import installation, program, wait

LITESTREAM = pathlib.Path(sys.executable).parent / "litestream"
ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNCS = 1000


def dump(file):
    tables = ["account", "scope", "identity", "image", "catalog", "member", "listing", "change", "sync", "pool",
              "pool_use", "used_image"]
    queries = [f"SELECT '{table}', * FROM {table} ORDER BY 2, 3;" for table in tables]
    return subprocess.run(
        ["sqlite3", "-readonly", "-quote", file, " ".join(queries)], capture_output=True, text=True, check=True).stdout


def test_restores_what_was_recorded():
    accounts = [f"a{number}" for number in range(20)]
    with installation(*accounts, options=["--replay", "built-in"]) as daemon:
        replica = daemon.folder / "replica"
        example = (ROOT / "config/litestream.yml.example").read_text()
        settings = daemon.folder / "litestream.yml"
        assert "/var/lib/batchimgd/images.db" in example and "/backup/batchimgd" in example
        settings.write_text(
            example.replace("/var/lib/batchimgd/images.db", str(daemon.database)).replace(
                "/backup/batchimgd", str(replica)))
        with program(LITESTREAM, "replicate", "-config", settings, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL) as litestream:
            wait("the replica", replica.exists)
            for sync in range(SYNCS // len(accounts)):
                if sync % 4 == 0 and sync < 56:
                    daemon.step()
                done = daemon.sync()
                assert done.startswith(f"{len(accounts)} succeeded"), done
            assert litestream.poll() is None
            expected = dump(daemon.database)
            assert expected.count("'sync',") >= SYNCS

            def restored():
                target = daemon.folder / "restored" / "images.db"
                shutil.rmtree(target.parent, ignore_errors=True)
                target.parent.mkdir()
                subprocess.run([LITESTREAM, "restore", "-config", settings, "-o", target, daemon.database],
                               capture_output=True, check=True, timeout=60)
                return target

            end = time.monotonic() + 60
            while dump(target := restored()) != expected:
                assert time.monotonic() < end, "the replica never became the record"
                time.sleep(1)
            # The daemon is neither held up nor put off by the guest's tables.
            assert daemon.ctl("list", "-o", "json") == daemon.ctl("--database", target, "list", "-o", "json")
            assert "damage" not in daemon.ctl("status")
        checked = subprocess.run(["sqlite3", target, "PRAGMA integrity_check"], capture_output=True, text=True)
        assert checked.stdout == "ok\n"
