"""Credentials of the catalog: from secrets of the procedure, or made up where the session itself is the credential."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class CredentialMissing(Exception):
    """A dataset refers to credentials that the graph does not map to a secret."""


def secret(mapping: Mapping[str, Any]) -> Any:
    """What a mapping `{"secret": ALIAS, "type": "generic" | "password", "fields": {...}}` stands for. A generic secret
    that is a JSON object becomes its keys. `fields` renames: {"key": "username"} gives S3's names to a password secret.
    """
    platform = _platform()
    if mapping.get("type", "generic") == "password":
        found = platform.get_username_password(mapping["secret"])
        value: Any = {"username": found.username, "password": found.password}
    else:
        value = _structured(platform.get_generic_secret_string(mapping["secret"]))
    fields = mapping.get("fields")
    return {new: value[old] for new, old in fields.items()} if isinstance(fields, dict) else value


def credentials(
    names: Mapping[str, list[str]], mappings: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]
) -> dict[str, Any]:
    """Values for every name in `names` (name -> the types of the datasets that refer to it)."""
    return {name: _credential(name, kinds, mappings, context) for name, kinds in sorted(names.items())}


def _credential(
    name: str, kinds: list[str], mappings: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]
) -> Any:
    if name in mappings:
        return secret(mappings[name])
    if all("snowflake" in kind.lower() or "snowpark" in kind.lower() for kind in kinds):
        # The procedure's session does the work, but the dataset refuses to go without credentials.
        return {"database": context.get("database", ""), "schema": context.get("schema", "")}
    raise CredentialMissing(
        f"The credentials '{name}' of a {', '.join(sorted(set(kinds)))} have no secret: add "
        f'credentials {{"{name}": {{"secret": "<alias>"}}}} and secrets {{"<alias>": "<secret\'s name>"}} to the graph'
    )


def referred(config: Any) -> list[str]:
    """The names of credentials in a catalog entry, at any depth."""
    if isinstance(config, list):
        return [each for inner in config for each in referred(inner)]
    if not isinstance(config, dict):
        return []
    own = [config["credentials"]] if isinstance(config.get("credentials"), str) else []
    return own + [each for inner in config.values() for each in referred(inner)]


def _structured(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict) else text


class _Mounted:
    """Secrets as a container finds them: a folder each, with a file for each part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_generic_secret_string(self, alias: str) -> str:
        return self._read(alias, "secret_string")

    def get_username_password(self, alias: str) -> SimpleNamespace:
        return SimpleNamespace(username=self._read(alias, "username"), password=self._read(alias, "password"))

    def _read(self, alias: str, part: str) -> str:
        try:
            return (self._folder / alias / part).read_text(encoding="utf-8")
        except OSError as error:
            raise CredentialMissing(f"The container has no {part} of a secret {alias}") from error


def _platform() -> Any:
    mounted = os.environ.get("FLOE_KEDRO_SECRETS")
    if mounted:
        return _Mounted(Path(mounted))
    try:
        return importlib.import_module("_snowflake")
    except ImportError as error:
        raise CredentialMissing("Secrets can be read inside Snowflake only") from error
