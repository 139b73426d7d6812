"""Three daemons, each replicated by Litestream, are read as one, as docs/fleet.md has it; a folder stands for the
object store."""
import contextlib
import datetime
import json
import re
import signal
import subprocess

from installation import BIN, installation, program, wait
from test_litestream import LITESTREAM, ROOT, dump

DOCUMENT = (ROOT / "docs/fleet.md").read_text()
BUCKET = "s3://batch-records"
# In the account that all regions have.
POOLS = [{"id": "lost", "state": "active", "vmSize": "standard_d2s_v3", "virtualMachineConfiguration": {
    "imageReference": {"publisher": "nobody", "offer": "none", "sku": "0", "version": "latest"},
    "nodeAgentSKUId": "batch.node.ubuntu 22.04"}}]
DEFINITION = """{"id": "defined", "virtualMachineConfiguration": {"imageReference": {
"publisher": "canonical", "offer": "ubuntuserver", "sku": "18.04-lts", "version": "latest"},
"nodeAgentSKUId": "batch.node.ubuntu 18.04"}}"""


class Region:
    """A daemon with Litestream beside it."""
    def __init__(self, name, daemon, bucket):
        self.name = name
        self.daemon = daemon
        self.replica = f"file://{bucket}/{name}"
        documented = re.search(r"```yaml\n(.*?)```", DOCUMENT, re.S)[1]
        assert "/var/lib/batchimgd/images.db" in documented and f"{BUCKET}/west" in documented
        self.settings = daemon.folder / "litestream.yml"
        self.settings.write_text(documented.replace("/var/lib/batchimgd/images.db", str(daemon.database)).replace(
            f"{BUCKET}/west", self.replica))

    def restore(self, folder):
        """Brings all that is recorded into the folder."""
        assert f"litestream restore -o west.db {BUCKET}/west\n" in DOCUMENT
        fresh = folder / f"{self.name}.new"

        def is_recorded():
            fresh.unlink(missing_ok=True)
            done = subprocess.run([LITESTREAM, "restore", "-o", fresh, self.replica], capture_output=True, timeout=60)
            return done.returncode == 0 and dump(fresh) == dump(self.daemon.database)

        wait(f"the replica of {self.name}", is_recorded, seconds=60)
        fresh.replace(folder / f"{self.name}.db")

    def renamed(self, value):
        """The same with the accounts' names as they are among all regions: `contoso` is in each of them."""
        if isinstance(value, list):
            return [self.renamed(element) for element in value]
        if isinstance(value, dict):
            return {key: self.renamed(member) for key, member in value.items()}
        return f"{self.name}:contoso" if value == "contoso" else value

    def answer(self, *question):
        return self.renamed(json.loads(self.daemon.ctl(*question, "-o", "json", check=question[0] != "check")))


@contextlib.contextmanager
def region(name, bucket):
    with installation(
            "contoso", f"{name}-hpc", options=["--replay", "built-in", "--replay-end", "today"]) as daemon:
        found = Region(name, daemon, bucket)
        daemon.put_pools("contoso", POOLS)
        with program(LITESTREAM, "replicate", "-config", found.settings, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL) as found.litestream:
            for _ in range(4):
                daemon.step()
                daemon.sync()
            yield found


def merged(answers):
    """Rows of all answers, but for the numbers that each record gives its own."""
    rows = {key: [row for answer in answers for row in answer.get(key, [])] for key in answers[0] if key != "next"}
    return {key: sorted(text({name: row[name] for name in row.keys() - {"seq", "id"}}) for row in rows[key])
            for key in rows}


def merged_findings(answers):
    """Findings about a file that agree are one, with all their accounts; a live pool is one account's."""
    accounts = {}
    for finding in (finding for answer in answers for finding in answer["findings"]):
        key = text(finding | {"accounts": None} if "path" in finding else finding)
        accounts.setdefault(key, []).extend(finding["accounts"])
    return {key: sorted(names) for key, names in accounts.items()}


def text(value):
    return json.dumps(value, sort_keys=True)


def test_three_daemons_are_read_as_one(tmp_path):
    bucket, here = tmp_path / "bucket", tmp_path / "here"
    here.mkdir()
    definition = tmp_path / "pool.json"
    definition.write_text(DEFINITION)

    def ask(*question, status=0):
        databases = [part for name in ["west", "north", "south"] for part in ["--database", here / f"{name}.db"]]
        done = subprocess.run(
            [BIN / "batchimgctl", *databases, *question], capture_output=True, text=True, timeout=120)
        assert done.returncode == status, (question, done)
        return done

    def answer(*question, status=0):
        return json.loads(ask(*question, "-o", "json", status=status).stdout)

    with region("west", bucket) as west, region("north", bucket) as north, region("south", bucket) as south:
        for found in [west, north, south]:
            found.restore(here)
        for question in [["list"], ["list", "--all"], ["eol"], ["pools"], ["changes"], ["agents"], ["syncs"],
                         ["accounts"]]:
            expected = merged([found.answer(*question) for found in [west, north, south]])
            assert merged([answer(*question)]) == expected, question
            assert all(expected.values()), question
        changes = answer("changes")["changes"]
        assert [change["seq"] for change in changes] == list(range(1, len(changes) + 1))
        assert [change["at"] for change in changes] == sorted(change["at"] for change in changes)
        question = ["check", definition, "--pools", "--show-ok"]
        expected = merged_findings([found.answer(*question) for found in [west, north, south]])
        found = answer(*question, status=5)
        assert merged_findings([found]) == expected and len(found["findings"]) == len(expected)
        assert ["north-hpc", "north:contoso", "south-hpc", "south:contoso", "west-hpc", "west:contoso"] in \
            expected.values()
        assert "stale" not in ask("list").stderr

        # One has other limits, then it is killed, and replicated no more.
        settings = south.daemon.folder / "batchimgd.toml"
        settings.write_text(settings.read_text().replace("[daemon]", '[daemon]\nstale_after = "10s"\ninterval = "10s"'))
        south.daemon.daemon.send_signal(signal.SIGHUP)
        wait("the reload", lambda: {row["staleAfterSeconds"] for row in south.answer("accounts")["accounts"]} == {20})
        south.daemon.daemon.kill()
        south.daemon.daemon.wait()
        south.restore(here)
        south.litestream.kill()
        south.litestream.wait()
        known = [row for row in answer("list")["images"] if row["account"].startswith("south")]
        assert {row["account"] for row in known} == {"south:contoso", "south-hpc"}
        wait("the limit", lambda: ask("list").stderr.count(" is stale: last good ") == 2)
        announced = ask("list").stderr
        assert "'south:contoso' is stale" in announced and "'south-hpc' is stale" in announced, announced

        # The others go on, and what the killed one has is there.
        for found in [west, north]:
            found.daemon.sync()
            found.restore(here)
        rows = answer("list")
        assert [row for row in rows["images"] if row["account"].startswith("south")] == known
        assert {row["name"]: row["stale"] for row in rows["accounts"]} == {
            "north-hpc": False, "north:contoso": False, "south-hpc": True, "south:contoso": True,
            "west-hpc": False, "west:contoso": False}
        last = min(datetime.datetime.fromisoformat(row["asOf"]) for row in rows["accounts"])
        age = int((datetime.datetime.now(datetime.timezone.utc) - last).total_seconds()) - 1
        for question in [["list"], ["eol"], ["pools"], ["changes"], ["accounts"], ["check", definition]]:
            refused = ask(*question, "--max-age", f"{age}s", status=7)
            assert not refused.stdout and "cannot use the data of 'south" in refused.stderr, refused
        assert ask("list", "-A", "west:contoso", "--max-age", f"{age}s").stdout
