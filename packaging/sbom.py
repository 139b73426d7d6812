#!/usr/bin/env python3
"""sbom.py BUILD PROGRAMS: what the programs contain, as SPDX 2.3 in JSON, on standard output.

BUILD is the folder of the build: its resolved graph gives the packages of Swift, with the commits that were checked out
and the licences that lie beside them; debian/copyright names what those carry of others; the programs in PROGRAMS tell
by themselves which libraries of the system they load. The same build gives the same bytes.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXTS = [
    (r"Runtime Library Exception", "Apache-2.0 WITH Swift-exception"),
    (r"Apache License\s+Version 2\.0", "Apache-2.0"),
    (r"Permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"),
]
# How Debian calls licences, and how SPDX does.
DEBIAN = {
    "Apache-2.0": "Apache-2.0", "Apache-2.0 with Swift exception": "Apache-2.0 WITH Swift-exception", "Expat": "MIT",
    "Apache-2.0 and Expat": "Apache-2.0 AND MIT", "CC0-1.0": "CC0-1.0", "Zlib": "Zlib", "Unicode-3.0": "Unicode-3.0",
}


def identifier(kind, name):
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def package(name, version, licence, copyright_text="NOASSERTION", location="NOASSERTION", **more):
    return {
        "SPDXID": identifier("Package", name), "name": name, "versionInfo": version, "downloadLocation": location,
        "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence, "copyrightText": copyright_text,
        **more,
    }


def licence(checkout):
    for file in sorted(checkout.glob("LICEN[CS]E*")):
        text = file.read_text(encoding="utf-8")
        for pattern, name in TEXTS:
            if re.search(pattern, text):
                return name
    sys.exit(f"cannot tell the licence of {checkout.name}: no LICENSE of it is known here; see TEXTS in packaging/sbom.py")


def paragraphs():
    """The files that debian/copyright speaks of: names, copyright, licence."""
    for text in (ROOT / "debian/copyright").read_text(encoding="utf-8").split("\n\n"):
        fields = {name: " ".join(value.split()) for name, value in re.findall(r"(?m)^(\w+): ?(.*(?:\n .*)*)", text)}
        if "Files" in fields:
            short = re.search(r"(?m)^License: (.*)$", text).group(1)
            yield fields["Files"].split(), fields["Copyright"], DEBIAN[short]


def swift_packages(build):
    """What the build took, and who takes what: packages by name, and edges between them."""
    state = json.loads((build / "workspace-state.json").read_text(encoding="utf-8"))
    taken = {entry["packageRef"]["identity"]: entry for entry in state["object"]["dependencies"]}
    graph = json.loads(subprocess.run(
        ["swift", "package", "--package-path", ROOT, "--scratch-path", build, "show-dependencies", "--format", "json"],
        capture_output=True, text=True, check=True).stdout)
    packages, edges = {}, set()

    def visit(node, parent):
        entry = taken[node["identity"]]
        name, checkout = entry["subpath"], entry["state"]["checkoutState"]
        url, version = node["url"].removesuffix(".git"), checkout["version"]
        edges.add((parent, identifier("Package", name)))
        if name not in packages:
            owner = url.removeprefix("https://")
            packages[name] = package(
                name, version, licence(build / "checkouts" / name),
                location=f"git+{url}.git@{checkout['revision']}",
                externalRefs=[{
                    "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                    "referenceLocator": f"pkg:swift/{owner}@{version}"}])
        for dependency in node["dependencies"]:
            visit(dependency, identifier("Package", name))

    for dependency in graph["dependencies"]:
        visit(dependency, identifier("Package", "batchimgd"))
    return packages, edges


def libraries(programs):
    """What the programs load of the system's, by the names that they ask for."""
    for program in programs:
        told = subprocess.run(["readelf", "-dW", program], capture_output=True, text=True, check=True).stdout
        yield from ((program.name, name) for name in re.findall(r"\(NEEDED\).*\[(.*)\]", told))


def main(build, folder):
    version = re.search(r'version = "(.*)"', (ROOT / "Sources/Catalog/Version.swift").read_text(encoding="utf-8")).group(1)
    programs = [folder / name for name in ("batchimgd", "batchimgctl", "batch-emulator")]
    own = identifier("Package", "batchimgd")
    packages, edges = swift_packages(build)
    relations = [(parent, "DEPENDS_ON", child) for parent, child in edges]
    for names, holders, short in paragraphs():
        for name in names:
            if name in packages:
                packages[name]["copyrightText"] = holders
            elif name == "*":
                packages["batchimgd"] = package(
                    "batchimgd", version, short, holders, primaryPackagePurpose="APPLICATION",
                    supplier="NOASSERTION")
            else:
                packages[name] = package(name, "NOASSERTION", short, holders)
                del packages[name]["versionInfo"]
                relations.append((own, "CONTAINS", identifier("Package", name)))
    told = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    packages["Swift"]["versionInfo"] = re.search(r"Swift version (\S+)", told).group(1)
    files = []
    for program in programs:
        content = program.read_bytes()
        files.append({
            "SPDXID": identifier("File", program.name), "fileName": f"./bin/{program.name}", "fileTypes": ["BINARY"],
            "checksums": [
                {"algorithm": name.upper(), "checksumValue": hashlib.new(name, content).hexdigest()}
                for name in ("sha1", "sha256")],
            "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["NOASSERTION"], "copyrightText": "NOASSERTION"})
        relations.append((identifier("File", program.name), "GENERATED_FROM", own))
    for program, name in libraries(programs):
        if name not in packages:
            packages[name] = package(name, "", "NOASSERTION", comment="A library of the system, loaded at the start.")
            del packages[name]["versionInfo"]
        relations.append((identifier("File", program), "DYNAMIC_LINK", identifier("Package", name)))
    relations.append(("SPDXRef-DOCUMENT", "DESCRIBES", own))
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"batchimgd-{version}",
        "documentNamespace": "",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: batchimgd-sbom"]},
        "packages": sorted(packages.values(), key=lambda each: each["SPDXID"]),
        "files": files,
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in sorted(set(relations))],
    }
    content = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    document["documentNamespace"] = f"https://spdx.org/spdxdocs/batchimgd-{version}-{content[:32]}"
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve())
