#!/usr/bin/env python3
"""oci.py VERSION USER FOLDER LAYER...: an OCI image layout in FOLDER, of layers that are tars."""

import datetime
import gzip
import hashlib
import json
import os
import pathlib
import platform
import sys

MEDIA = "application/vnd.oci.image"


class Layout:
    def __init__(self, folder):
        self.folder = folder
        (folder / "blobs/sha256").mkdir(parents=True)

    def put(self, kind, content, **more):
        """The descriptor of a blob."""
        digest = hashlib.sha256(content).hexdigest()
        (self.folder / "blobs/sha256" / digest).write_bytes(content)
        return {"mediaType": f"{MEDIA}.{kind}", "digest": f"sha256:{digest}", "size": len(content), **more}

    def put_json(self, kind, value, **more):
        return self.put(kind, json.dumps(value, indent=1, sort_keys=True).encode(), **more)


def main(version, user, folder, *layers):
    layout = Layout(pathlib.Path(folder))
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    created = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    tars = [pathlib.Path(layer).read_bytes() for layer in layers]
    descriptors = [layout.put("layer.v1.tar+gzip", gzip.compress(tar, 9, mtime=0)) for tar in tars]
    config = layout.put_json("config.v1+json", {
        "created": created, "architecture": architecture, "os": "linux",
        "config": {
            "User": f"{user}:{user}",
            "Entrypoint": ["/usr/bin/batchimgd"],
            "Cmd": ["run"],
            "Env": [
                "PATH=/usr/bin", "CONFIGURATION_DIRECTORY=/etc/batchimgd", "STATE_DIRECTORY=/var/lib/batchimgd",
                "RUNTIME_DIRECTORY=/run/batchimgd",
                # Named, so that the CLI answers for the daemon alone, never from the file beside it.
                "BATCHIMGD_SOCKET=/run/batchimgd/batchimgd.sock",
                # Its threads ask for a better priority than they may have, and would say so each time.
                "LIBDISPATCH_LOG=NO",
            ],
            "Volumes": {"/var/lib/batchimgd": {}, "/run/batchimgd": {}},
            "WorkingDir": "/",
            "StopSignal": "SIGTERM",
            # Docker's, which the image specification leaves room for; Podman and Kubernetes have their own ways.
            "Healthcheck": {
                "Test": ["CMD", "/usr/bin/batchimgctl", "status"], "Interval": 30_000_000_000, "Timeout": 5_000_000_000,
                "StartPeriod": 10_000_000_000, "Retries": 3,
            },
            "Labels": {
                "org.opencontainers.image.title": "batchimgd", "org.opencontainers.image.version": version,
                "org.opencontainers.image.licenses": "Apache-2.0",
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(tar).hexdigest()}" for tar in tars]},
        "history": [
            {"created": created, "created_by": name} for name in ("packages of Debian", "batchimgd " + version)],
    })
    manifest = {
        "schemaVersion": 2, "mediaType": f"{MEDIA}.manifest.v1+json", "config": config, "layers": descriptors,
    }
    described = layout.put_json(
        "manifest.v1+json", manifest, platform={"architecture": architecture, "os": "linux"},
        annotations={
            "org.opencontainers.image.ref.name": version,
            # Where containerd and Docker take the name from.
            "io.containerd.image.name": f"localhost/batchimgd:{version}",
        })
    index = {"schemaVersion": 2, "mediaType": f"{MEDIA}.index.v1+json", "manifests": [described]}
    (layout.folder / "index.json").write_text(json.dumps(index, indent=1, sort_keys=True))
    (layout.folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


main(*sys.argv[1:])
