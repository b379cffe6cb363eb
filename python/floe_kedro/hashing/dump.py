"""Python code as text that comments, docstrings, formatting and the Python version do not change."""

from __future__ import annotations

import ast
import hashlib

#: Fields that say nothing about what code does, or that only some Python versions fill.
_SILENT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


def digest(*nodes: ast.AST) -> str:
    """A hash of what these pieces of code do."""
    parts: list[str] = []
    for node in nodes:
        _write(node, parts)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def is_remark(statement: ast.stmt) -> bool:
    """Whether a statement is a string that stands alone: a docstring."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _write(node: ast.AST, parts: list[str]) -> None:
    parts.append(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if value is None and not (name == "value" and isinstance(node, ast.Constant)) or name in _SILENT:
            continue
        if isinstance(value, ast.AST):
            parts.append(name)
            _write(value, parts)
        elif isinstance(value, list):
            _write_list(name, value, parts)
        else:
            parts.append(name)
            parts.append(repr(value))
    parts.append(")")


def _write_list(name: str, values: list[object], parts: list[str]) -> None:
    kept = [value for value in values if not (isinstance(value, ast.stmt) and is_remark(value))]
    if not kept and values:
        parts += [name, "Pass", ")"]
        return
    if not kept:
        return
    parts.append(name)
    for value in kept:
        if isinstance(value, ast.AST):
            _write(value, parts)
        else:
            parts.append(repr(value))
    parts.append("]")
