"""The module `_snowflake` that handlers import: secrets of their routine, and the mark of vectorized handlers."""

from __future__ import annotations

import sys
import types
from typing import Any, Callable

Secrets = dict[str, dict[str, Any]]


def provide(secrets: Secrets) -> None:
    """Puts `_snowflake` in place, with these secrets by the names the routine gives them."""
    module = types.ModuleType("_snowflake")

    def find(name: str, kind: str) -> list[str]:
        secret = secrets.get(name)
        if secret is None:
            raise ValueError(f"Secret '{name}' is not in the SECRETS of this routine")
        if secret["type"] != kind:
            raise ValueError(f"Secret '{name}' is of type {secret['type']}, not {kind}")
        return list(secret["values"])

    def generic(name: str) -> str:
        return find(name, "GENERIC_STRING")[0]

    def password(name: str) -> Any:
        user, word = find(name, "PASSWORD")
        return types.SimpleNamespace(username=user, password=word)

    def kind_of(name: str) -> str:
        if name not in secrets:
            raise ValueError(f"Secret '{name}' is not in the SECRETS of this routine")
        return str(secrets[name]["type"])

    def vectorized(*, input: type, max_batch_size: int | None = None) -> Callable[[Any], Any]:  # noqa: A002
        def mark(handler: Any) -> Any:
            handler._sf_vectorized_input = input
            if max_batch_size is not None:
                handler._sf_max_batch_size = max_batch_size
            return handler

        return mark

    module.get_generic_secret_string = generic  # type: ignore[attr-defined]
    module.get_username_password = password  # type: ignore[attr-defined]
    module.get_secret_type = kind_of  # type: ignore[attr-defined]
    module.vectorized = vectorized  # type: ignore[attr-defined]
    sys.modules["_snowflake"] = module
