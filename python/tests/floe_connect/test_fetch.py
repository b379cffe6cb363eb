"""Fetching a plugin, against a store in memory."""

from __future__ import annotations

import hashlib
import io
import tempfile
import unittest
import zipfile
from pathlib import Path
from typing import BinaryIO, Mapping

from floe_connect.fetch import fetch


def zipped(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


class Memory:
    """A store with one object."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.asked: list[dict[str, str]] = []

    def get_object(self, **arguments: str) -> Mapping[str, BinaryIO]:
        self.asked.append(arguments)
        return {"Body": io.BytesIO(self.content)}


class Fetching(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.target = Path(folder.name) / "plugins"

    def settings(self, content: bytes, **more: str) -> dict[str, str]:
        return {
            "FLOE_PLUGIN_BUCKET": "b",
            "FLOE_PLUGIN_KEY": "k.zip",
            "FLOE_PLUGIN_SHA256": hashlib.sha256(content).hexdigest(),
            **more,
        }

    def test_unpacks_what_was_deployed_for_the_worker_to_read(self) -> None:
        content = zipped({"a.jar": "A", "lib/b.jar": "B"})
        store = Memory(content)
        self.assertEqual(fetch(store, self.settings(content, FLOE_PLUGIN_VERSION="v1"), self.target), 2)
        self.assertEqual(store.asked, [{"Bucket": "b", "Key": "k.zip", "VersionId": "v1"}])
        self.assertEqual((self.target / "connector" / "lib" / "b.jar").read_text(), "B")
        self.assertEqual((self.target / "connector" / "a.jar").stat().st_mode & 0o777, 0o644)
        self.assertEqual((self.target / "connector" / "lib").stat().st_mode & 0o777, 0o755)
        self.assertEqual([path.name for path in self.target.iterdir()], ["connector"])

    def test_asks_for_no_version_of_a_bucket_without_them(self) -> None:
        content = zipped({"a.jar": "A"})
        store = Memory(content)
        fetch(store, self.settings(content, FLOE_PLUGIN_VERSION=""), self.target)
        self.assertEqual(store.asked, [{"Bucket": "b", "Key": "k.zip"}])

    def test_unpacks_nothing_that_is_not_what_was_deployed(self) -> None:
        settings = self.settings(zipped({"a.jar": "A"}))
        with self.assertRaisesRegex(SystemExit, "s3://b/k.zip is not the plugin that was deployed"):
            fetch(Memory(zipped({"a.jar": "evil"})), settings, self.target)
        self.assertFalse((self.target / "connector").exists())

    def test_writes_nothing_outside(self) -> None:
        content = zipped({"../../evil": "x"})
        with self.assertRaisesRegex(SystemExit, "lies outside"):
            fetch(Memory(content), self.settings(content), self.target)
        self.assertFalse((self.target.parent / "evil").exists())


if __name__ == "__main__":
    unittest.main()
