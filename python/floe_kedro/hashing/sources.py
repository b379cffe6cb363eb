"""The project's own modules, found by name below its source folder and parsed when first asked for."""

from __future__ import annotations

import ast
from pathlib import Path

from floe_kedro.hashing.modules import Module


class Sources:
    """Modules below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._modules: dict[str, Module | None] = {}

    def find(self, name: str) -> Module | None:
        """The project's module of that name; nothing for modules of others."""
        if name not in self._modules:
            self._modules[name] = self._parse(name)
        return self._modules[name]

    def of_file(self, file: str) -> Module | None:
        """The module a file of the project holds."""
        try:
            parts = list(Path(file).resolve().relative_to(self.folder).with_suffix("").parts)
        except ValueError:
            return None
        if parts and parts[-1] == "__init__":
            parts.pop()
        return self.find(".".join(parts)) if parts else None

    def all(self) -> list[Module]:
        """Every module below the folder, by name."""
        found = [self.of_file(str(file)) for file in sorted(self.folder.rglob("*.py"))]
        return [module for module in found if module is not None]

    def _parse(self, name: str) -> Module | None:
        if not name or not all(part.isidentifier() for part in name.split(".")):
            return None
        place = self.folder.joinpath(*name.split("."))
        for file, package in ((place / "__init__.py", True), (place.with_suffix(".py"), False)):
            if file.is_file():
                return Module(name, file, package, _tree(file.read_bytes(), str(file)))
        if place.is_dir():
            return Module(name, place, True, ast.Module(body=[], type_ignores=[]))
        return None


def _tree(source: bytes, file: str) -> ast.Module:
    try:
        return ast.parse(source, file)
    except (SyntaxError, ValueError):
        # Not importable, so nothing that runs can depend on it.
        return ast.Module(body=[], type_ignores=[])
