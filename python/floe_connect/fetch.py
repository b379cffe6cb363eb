"""Fetches a connector's plugin before the worker starts, and proves that it is the one that was deployed."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from pathlib import Path
from typing import BinaryIO, Mapping, Protocol


class Store(Protocol):
    """The part of S3's client that is used here."""

    def get_object(self, **arguments: str) -> Mapping[str, BinaryIO]: ...


def fetch(store: Store, settings: Mapping[str, str], target: Path) -> int:
    """Downloads and unpacks; answers the number of files. Whatever differs from what was deployed is an error."""
    folder = target / "connector"
    archive = target / "plugin.zip"
    target.mkdir(parents=True, exist_ok=True)
    place = {"Bucket": settings["FLOE_PLUGIN_BUCKET"], "Key": settings["FLOE_PLUGIN_KEY"]}
    version = settings.get("FLOE_PLUGIN_VERSION", "")
    if version:
        place["VersionId"] = version
    digest = hashlib.sha256()
    body = store.get_object(**place)["Body"]
    with archive.open("wb") as file:
        while block := body.read(1 << 20):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != settings["FLOE_PLUGIN_SHA256"].lower():
        raise SystemExit(
            f"s3://{place['Bucket']}/{place['Key']} is not the plugin that was deployed: its SHA-256 is "
            f"{digest.hexdigest()}. Deploy again, and let nobody else write to that folder."
        )
    count = unpack(archive, folder)
    archive.unlink()
    return count


def unpack(archive: Path, folder: Path) -> int:
    """Unpacks into a folder that the worker's user can read, and nowhere else."""
    folder.mkdir(mode=0o755, exist_ok=True)
    root = folder.resolve()
    with zipfile.ZipFile(archive) as zipped:
        names = [entry for entry in zipped.infolist() if not entry.is_dir()]
        for entry in names:
            if not (root / entry.filename).resolve().is_relative_to(root):
                raise SystemExit(f"The plugin holds {entry.filename}, which lies outside of it.")
        zipped.extractall(folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return len(names)


def main() -> None:
    import boto3

    count = fetch(boto3.client("s3"), os.environ, Path(os.environ["FLOE_PLUGIN_PATH"]))
    print(f"Plugin {os.environ['FLOE_PLUGIN_KEY']}: {count} files", file=sys.stderr)


if __name__ == "__main__":
    main()
