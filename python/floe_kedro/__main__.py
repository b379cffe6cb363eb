"""`python -m floe_kedro extract|local|job`: see `extract.command`, `local.command` and `job`."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Runs one command; imports only what it needs."""
    command, *rest = arguments or [""]
    if command == "extract":
        from floe_kedro.extract.command import main as extract

        return extract(rest)
    if command == "local":
        from floe_kedro.local.command import main as local

        return local(rest)
    if command == "task":
        from floe_kedro.local.task import main as task

        return task()
    if command == "job":
        from floe_kedro.job import main as job

        return job()
    print("usage: python -m floe_kedro extract|local|job", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
