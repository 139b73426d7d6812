"""The list of what the programs contain is SPDX, says the same each time, and is complete."""
import json
import os
import pathlib
import subprocess

import pytest
from installation import BIN
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def text():
    build = next(folder for folder in BIN.resolve().parents if (folder / "workspace-state.json").exists())

    def made():
        return subprocess.run(
            [ROOT / "packaging/sbom.py", build, BIN], capture_output=True, text=True, check=True,
            env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}).stdout
    first = made()
    assert first == made()
    return first


def test_is_spdx(text, tmp_path):
    file = tmp_path / "sbom.spdx.json"
    file.write_text(text)
    assert not validate_full_spdx_document(parse_file(str(file)))


def test_names_every_package_with_commit_and_licence(text):
    document = json.loads(text)
    packages = {each["name"]: each for each in document["packages"]}
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    assert len(pins) > 20
    for pin in pins:
        name = pin["location"].removesuffix(".git").rsplit("/", 1)[1]
        found = packages[name]
        assert found["downloadLocation"].endswith("@" + pin["state"]["revision"])
        assert found["licenseDeclared"] in ("MIT", "Apache-2.0", "Apache-2.0 WITH Swift-exception")
    assert {"BoringSSL", "ICU", "Swift", "libsqlite3.so.0", "libc.so.6"} <= set(packages)
    related = {each["relatedSpdxElement"] for each in document["relationships"]}
    assert {each["SPDXID"] for each in document["packages"]} <= related
