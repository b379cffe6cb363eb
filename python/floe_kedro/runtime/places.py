"""Names of places: joining them, and making any dataset's or run's name fit into one."""

from __future__ import annotations

import hashlib
import re


def join(place: str, *parts: str) -> str:
    """`@stage/a` and `b/c` as `@stage/a/b/c`."""
    return "/".join([place.rstrip("/"), *(part.strip("/") for part in parts if part.strip("/"))])


def split(place: str) -> tuple[str, str]:
    """The stage and the path of a place; quoted identifiers may hold slashes."""
    found = re.match(r'@((?:"(?:[^"]|"")*"|[^"/])*)/?(.*)$', place, re.DOTALL)
    if found is None:
        raise ValueError(f"{place!r} is not a place on a stage: it must begin with @")
    return found[1], found[2]


def safe(name: str) -> str:
    """A file name for any name: itself when it is plain, else with a hash of what was lost."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:120]
    return plain if plain == name and name.strip(".") else f"{plain}-{digest(name)}"


def digest(*parts: str) -> str:
    """Eight hexadecimal digits that stand for these texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
