"""The example for Kubernetes is what its schemas ask for, and fits the image and the program."""
import pathlib
import re
import subprocess

import kubernetes_validate
import pytest
import yaml
from installation import BIN

ROOT = pathlib.Path(__file__).resolve().parents[2]
OBJECTS = list(yaml.safe_load_all((ROOT / "config/kubernetes.yaml").read_text()))


@pytest.mark.parametrize("given", OBJECTS, ids=lambda given: given["kind"])
def test_is_valid_to_the_letter(given):
    kubernetes_validate.validate(given, "1.31", strict=True)


def test_a_wrong_one_is_not():
    pod = next(given for given in OBJECTS if given["kind"] == "StatefulSet")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(pod | {"spec": pod["spec"] | {"replica": 1}}, "1.31", strict=True)


def test_its_configuration_is_accepted(tmp_path):
    text = next(given for given in OBJECTS if given["kind"] == "ConfigMap")["data"]["batchimgd.toml"]
    (tmp_path / "batchimgd.toml").write_text(text)
    checked = subprocess.run(
        [BIN / "batchimgd", "check-config", "--config", tmp_path / "batchimgd.toml"], capture_output=True, text=True, env={
            "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_FEDERATED_TOKEN_FILE": "/var/run/secrets/token"})
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_user_and_places_are_the_image_s():
    recipe = (ROOT / "packaging/oci.py").read_text()
    user = int(re.search(r"user=(\d+)", (ROOT / "packaging/oci.sh").read_text())[1])
    pod = next(given for given in OBJECTS if given["kind"] == "StatefulSet")["spec"]["template"]["spec"]
    assert {pod["securityContext"][name] for name in ("runAsUser", "runAsGroup", "fsGroup")} == {user}
    for place in pod["containers"][0]["volumeMounts"]:
        assert f"={place['mountPath']}\"" in recipe
