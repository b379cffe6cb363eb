"""`python -m floe_kedro job`: one task in a container of a compute pool."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_TOKEN = Path("/snowflake/session/token")


def main() -> int:
    """Takes the procedure's arguments from FLOE_KEDRO_NODES, FLOE_KEDRO_HASH, FLOE_KEDRO_RUN and FLOE_KEDRO_CONFIG,
    and the session from the token Snowflake puts into its containers. An exception ends the container with code 1.
    """
    from floe_kedro.handler import run

    wanted = ("FLOE_KEDRO_NODES", "FLOE_KEDRO_RUN", "FLOE_KEDRO_CONFIG")
    missing = [name for name in wanted if name not in os.environ]
    if missing:
        print(f"The environment lacks {', '.join(missing)}: the job is started by a task of the graph", file=sys.stderr)
        return 2
    session = _session()
    try:
        print(run(session, *(os.environ.get(f"FLOE_KEDRO_{name}", "") for name in ("NODES", "HASH", "RUN", "CONFIG"))))
    finally:
        session.close()
    return 0


def _session() -> Any:
    from snowflake.snowpark import Session

    connection = {
        "host": os.environ["SNOWFLAKE_HOST"],
        "account": os.environ["SNOWFLAKE_ACCOUNT"],
        "token": _TOKEN.read_text(),
        "authenticator": "oauth",
    }
    for key in ("database", "schema", "warehouse", "role"):
        if os.environ.get(f"SNOWFLAKE_{key.upper()}"):
            connection[key] = os.environ[f"SNOWFLAKE_{key.upper()}"]
    return Session.builder.configs(connection).create()
