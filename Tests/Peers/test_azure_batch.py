"""The official SDK lists an account's images through the daemon's socket, and from the emulator, and its pools."""
import json

import pytest
from azure.batch import BatchServiceClient
from azure.batch.batch_auth import SharedKeyCredentials
from azure.batch.models import AccountListSupportedImagesOptions, BatchErrorException, PoolListOptions
from installation import installation, pump


def client(url, key):
    return BatchServiceClient(SharedKeyCredentials("contoso", key), batch_url=f"{url}/accounts/contoso")


def listed(url, key, **options):
    """The images as dictionaries, and the number of pages."""
    return walked(client(url, key).account.list_supported_images(
        AccountListSupportedImagesOptions(**options) if options else None))


def pools(daemon, **options):
    """The emulator's pools as dictionaries, and the number of pages."""
    return walked(client(daemon.url, daemon.keys["contoso"]).pool.list(PoolListOptions(**options)))


def walked(pages):
    found, count = [], 0
    while True:
        try:
            page = pages.advance_page()
        except StopIteration:
            return found, count
        found += [entry.as_dict() for entry in page]
        count += 1


@pytest.fixture(scope="module")
def daemon():
    with installation("contoso", options=["--replay", "built-in", "--page-size", "25"]) as daemon:
        for _ in range(14):
            daemon.step()
        daemon.sync()
        yield daemon


def test_lists_everything(daemon):
    key = daemon.keys["contoso"]
    with pump(daemon.socket) as url:
        ours, pages = listed(url, key)
        assert pages == 1 and len(ours) == 68
        theirs, emulated = listed(daemon.url, key)
        assert emulated == 3 and ours == theirs
        for size in (1, 7, 67, 68, 1000):
            some, pages = listed(url, key, max_results=size)
            assert some == ours and pages == -(-len(ours) // size)
        assert ours[0]["image_reference"]["publisher"] and all("node_agent_sku_id" in image for image in ours)


def test_filters(daemon):
    key = daemon.keys["contoso"]
    with pump(daemon.socket) as url:
        whole, _ = listed(url, key)
        agents = sorted({image["node_agent_sku_id"] for image in whole})
        assert len(agents) > 5
        for filter, holds in [
            ("osType eq 'windows'", lambda image: image["os_type"] == "windows"),
            ("osType eq 'linux' and verificationType eq 'verified'",
             lambda image: image["os_type"] == "linux" and image["verification_type"] == "verified"),
            *[(f"nodeAgentSKUId eq '{agent}'", lambda image, agent=agent: image["node_agent_sku_id"] == agent)
              for agent in agents],
        ]:
            for source in (url, daemon.url):
                found, _ = listed(source, key, filter=filter, max_results=5)
                assert found == [image for image in whole if holds(image)], filter


@pytest.mark.parametrize("options, code", [
    ({"filter": "nonsense"}, "InvalidQueryParameterValue"),
    ({"max_results": 1000, "filter": "osType eq"}, "InvalidQueryParameterValue"),
])
def test_reads_errors(daemon, options, code):
    with pump(daemon.socket) as url:
        for source in (url, daemon.url):
            with pytest.raises(BatchErrorException) as error:
                listed(source, daemon.keys["contoso"], **options)
            assert error.value.error.code == code and "RequestId:" in error.value.error.message.value


def test_refuses_another_key(daemon):
    with pytest.raises(BatchErrorException) as error:
        listed(daemon.url, "bm90IHRoZSBrZXk=")
    assert error.value.error.code == "AuthenticationFailed"


def test_lists_pools(daemon):
    given = [{
        "id": f"pool-{number}", "state": "deleting" if number % 3 == 0 else "active",
        "creationTime": "2023-11-30T23:59:59.1234567Z", "vmSize": "STANDARD_D2S_V3", "enableAutoScale": False,
        "virtualMachineConfiguration": {
            "imageReference": {"publisher": "canonical", "offer": "o", "sku": "s", "version": "latest"},
            "nodeAgentSKUId": "batch.node.ubuntu 22.04"},
        "startTask": {"commandLine": "none of our business"}} for number in range(60)]
    daemon.put_pools("contoso", given)
    whole, pages = pools(daemon)
    assert pages == 3 and [pool["id"] for pool in whole] == [pool["id"] for pool in given]
    assert all(pool["start_task"] for pool in whole)
    assert whole[0]["virtual_machine_configuration"]["node_agent_sku_id"] == "batch.node.ubuntu 22.04"
    some, pages = pools(daemon, select="id,vmSize", max_results=7)
    assert pages == 9 and some == [{"id": pool["id"], "vm_size": pool["vm_size"]} for pool in whole]
    gone, _ = pools(daemon, filter="state eq 'deleting'", select="id", max_results=5)
    assert gone == [{"id": pool["id"]} for pool in given if pool["state"] == "deleting"]
    with pytest.raises(BatchErrorException) as error:
        pools(daemon, filter="vmSize eq 'x'")
    assert error.value.error.code == "InvalidQueryParameterValue"


def test_lists_the_pools_that_the_cli_lists(daemon):
    number = range(45)
    daemon.put_pools("contoso", [{
        "id": f"Pool-{n:02}", "state": "active", "allocationState": ["steady", "resizing"][n % 2],
        "creationTime": f"2023-11-30T23:59:{n:02}.1234567Z", "vmSize": "standard_d2s_v3", "enableAutoScale": n % 3 == 0,
        "currentDedicatedNodes": n, "currentLowPriorityNodes": 2 * n,
        "virtualMachineConfiguration": {
            "imageReference": {"publisher": "canonical", "offer": "ubuntuserver", "sku": f"{n % 5}", "version": "latest"},
            "nodeAgentSKUId": "batch.node.ubuntu 18.04",
            **({"containerConfiguration": {"type": "dockerCompatible"}} if n % 4 == 0 else {})}} for n in number])
    daemon.sync()
    ours = json.loads(daemon.ctl("pools", "-o", "json"))["pools"]
    theirs, pages = pools(daemon)
    assert pages == 2 and len(ours) == len(theirs) == len(number)
    for pool in theirs:
        own, = [row for row in ours if row["pool"] == pool["id"]]
        machine = pool["virtual_machine_configuration"]
        assert own["state"] == pool["state"] and own["allocationState"] == pool["allocation_state"]
        assert own["vmSize"] == pool["vm_size"] and own["autoScale"] == pool["enable_auto_scale"]
        assert own["dedicatedNodes"] == pool["current_dedicated_nodes"]
        assert own["lowPriorityNodes"] == pool["current_low_priority_nodes"]
        assert own["created"][:19] == pool["creation_time"][:19]
        assert own["imageReference"] == machine["image_reference"]
        assert own["nodeAgentSKUId"] == machine["node_agent_sku_id"]
        assert own["containers"] == ("container_configuration" in machine)
