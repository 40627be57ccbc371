"""The bill of materials of what serves: `make sbom` writes it to standard output as CycloneDX 1.6 (ECMA-424), read from the lock
files, so that it names what is installed and nothing else. Packages of development are left out."""

import base64
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def python() -> list[dict[str, object]]:
    """What requirements.lock installs, but for node, which only builds the pages."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    return [
        {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        for name, version in lines
        if name != "uv" and not name.startswith("nodejs-")
    ]


def web() -> list[dict[str, object]]:
    """What is built into the pages, with the hash that npm checks."""
    found: list[dict[str, object]] = []
    packages = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    for path, one in packages.items():
        if path == "" or one.get("dev"):
            continue
        name, version = path.rpartition("node_modules/")[2], one["version"]
        content = base64.b64decode(one["integrity"].removeprefix("sha512-")).hex()
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        hashes = [{"alg": "SHA-512", "content": content}]
        found.append({"type": "library", "name": name, "version": version, "purl": purl, "hashes": hashes})
    return found


print(
    json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": {"type": "application", "name": "vestibule"}},
            "components": python() + web(),
        },
        indent=1,
    )
)
