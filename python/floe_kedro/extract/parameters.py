"""The parameters that pipelines use, by the names their nodes use."""

from __future__ import annotations

from typing import Any

from floe_kedro.extract.configuration import Configuration
from floe_kedro.extract.redaction import as_json, not_json, redacted
from floe_kedro.problems import problem

_MISSING = object()


class Parameters:
    """Looks up parameters and remembers which were used."""

    def __init__(self, config: Configuration, problems: list[dict[str, str]]) -> None:
        self._values = config.parameters
        self._problems = problems
        self._used: dict[str, Any] = {}

    @staticmethod
    def is_parameter(name: str) -> bool:
        """Whether a node's input is a parameter."""
        return name == "parameters" or name.startswith("params:")

    def identity(self, name: str) -> Any:
        """What a node's hash takes of a parameter: its value."""
        value = self._find(name)
        if value is _MISSING:
            message = f"{name} is an input of a node, but the configuration does not have it"
            self._problems.append(problem("parameter-missing", name, message))
            return None
        if name not in self._used:
            self._note(name, value)
        return self._used[name]

    def used(self) -> dict[str, Any]:
        """The values that were looked up; secrets hidden, and dates as text."""
        return dict(sorted(self._used.items()))

    def _note(self, name: str, value: Any) -> None:
        odd = not_json(value)
        if odd:
            message = f"JSON cannot carry it: {'; '.join(odd)}. Write it as text or number in the parameters file"
            self._problems.append(problem("parameter-not-json", name, message))
        found: list[str] = []
        self._used[name] = as_json(redacted({name.rpartition(".")[2].rpartition(":")[2]: value}, found))
        self._used[name] = next(iter(self._used[name].values()))
        for key in found:
            message = f"holds what looks like a secret under {key}: parameters are no place for secrets"
            self._problems.append(problem("secret-in-parameters", name, message, "warning"))

    def _find(self, name: str) -> Any:
        value: Any = self._values
        if name == "parameters":
            return value
        for key in name.removeprefix("params:").split("."):
            if not isinstance(value, dict) or key not in value:
                return self._values.get(name.removeprefix("params:"), _MISSING)
            value = value[key]
        return value
