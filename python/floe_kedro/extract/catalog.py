"""The catalog entries that pipelines use, as written, with factory patterns resolved and credentials by name only."""

from __future__ import annotations

import copy
from typing import Any

from floe_kedro.extract.configuration import Configuration
from floe_kedro.extract.redaction import as_json, redacted
from floe_kedro.problems import ProjectError, problem

#: Credentials travel under this key while Kedro resolves patterns, so that it does not look them up.
_NAME = "floe:credentials"


class Catalog:
    """Looks up entries and remembers which were used."""

    def __init__(self, config: Configuration, problems: list[dict[str, str]]) -> None:
        from kedro.io.catalog_config_resolver import CatalogConfigResolver

        self._problems = problems
        entries = {name: each for name, each in config.catalog.items() if not name.startswith("_")}
        for name, entry in entries.items():
            if not isinstance(entry, dict) or "type" not in entry:
                raise ProjectError(
                    "config-error",
                    f"The catalog entry '{name}' has no type",
                    "Every entry needs a type such as pandas.CSVDataset; names that begin with _ are for anchors.",
                )
        named = {name: self._name_credentials(name, copy.deepcopy(entry)) for name, entry in entries.items()}
        try:
            self._resolver = CatalogConfigResolver(
                named, {}, default_runtime_patterns={"{default}": {"type": "kedro.io.MemoryDataset"}}
            )
        except Exception as error:  # noqa: BLE001 - Kedro's own errors about patterns
            raise ProjectError(
                "config-error", f"The catalog is not valid: {error}", "Mend the entry.", error
            ) from error
        self._named = named
        self._used: dict[str, dict[str, Any] | None] = {}
        self._codes: dict[str, Any] = {}

    def entry(self, name: str) -> dict[str, Any] | None:
        """The description of a dataset; nothing for one that has no entry."""
        if name not in self._used:
            self._used[name] = self._describe(name)
        return self._used[name]

    def identity(self, name: str) -> Any:
        """What a node's hash takes of an entry: all that decides how data are read or written."""
        self.entry(name)
        return self._codes.get(name)

    def used(self) -> dict[str, dict[str, Any]]:
        """The entries that were looked up and found."""
        return {name: each for name, each in sorted(self._used.items()) if each is not None}

    def credentials(self) -> list[str]:
        """The names of the credentials they refer to."""
        names = {each for entry in self.used().values() for each in _names(entry["credentials"])}
        return sorted(names)

    def _describe(self, name: str) -> dict[str, Any] | None:
        pattern = None
        if name not in self._named or "{" in name:
            pattern = self._resolver.match_dataset_pattern(name) or self._resolver.match_user_catch_all_pattern(name)
            if pattern is None:
                return None
        config = self._resolver.resolve_pattern(name)
        names: list[str] = []
        config = _take_credentials(config, names)
        found: list[str] = []
        shown = as_json(redacted(config, found))
        self._codes[name] = [{key: each for key, each in shown.items() if key != "metadata"}, names]
        for key in found:
            message = f"holds what looks like a secret under {key}: refer to credentials instead"
            self._problems.append(problem("secret-in-catalog", name, message, "warning"))
        return {
            "type": str(shown.get("type")),
            "filepath": _first(shown, ("filepath", "path")),
            "versioned": bool(_first(shown, ("versioned",))),
            "credentials": names[0] if len(names) == 1 else names or None,
            "pattern": pattern,
            "config": shown,
        }

    def _name_credentials(self, dataset: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._name_credentials(dataset, each) for each in value]
        if not isinstance(value, dict):
            return value
        kept: dict[str, Any] = {}
        for key, inner in value.items():
            if key != "credentials":
                kept[key] = self._name_credentials(dataset, inner)
            elif isinstance(inner, str):
                kept[_NAME] = inner
            elif inner is not None:
                message = "holds its credentials itself: move them to credentials.yml and refer to them by name"
                self._problems.append(problem("credentials-inline", dataset, message))
        return kept


def _take_credentials(value: Any, names: list[str]) -> Any:
    if isinstance(value, list):
        return [_take_credentials(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    if _NAME in value and value[_NAME] not in names:
        names.append(value[_NAME])
    return {key: _take_credentials(inner, names) for key, inner in value.items() if key != _NAME}


def _names(credentials: Any) -> list[str]:
    return [credentials] if isinstance(credentials, str) else list(credentials or [])


def _first(config: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """The first of the keys found in the entry or in the dataset it wraps."""
    for key in keys:
        if config.get(key) is not None:
            return config[key]
    inner = config.get("dataset")
    return _first(inner, keys) if isinstance(inner, dict) else None
