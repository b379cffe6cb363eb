"""`python -m floe_kedro extract|local`: see `floe_kedro.extract.command` and `floe_kedro.local.command`."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Runs one command; imports only what it needs."""
    command, *rest = arguments or [""]
    if command == "extract":
        from floe_kedro.extract.command import main as extract

        return extract(rest)
    if command in ("local", "task"):
        from floe_kedro.local.command import main as local

        return local(command, rest)
    print("usage: python -m floe_kedro extract|local --help", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
