"""FilterLogEvents by the beginning of the streams' names: the emulator gives the events of every stream."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cloudwatch_logs as logs


def install() -> None:
    logs._filter_log_events = _by_prefix(logs._filter_log_events)


def _by_prefix(handler: Any) -> Any:
    def filtered(data: dict) -> Any:
        prefix = data.get("logStreamNamePrefix")
        if not prefix:
            return handler(data)
        if data.get("logStreamNames"):
            return error_response_json(
                "InvalidParameterException", "logStreamNames and logStreamNamePrefix exclude each other", 400
            )
        group = logs._log_groups.get(logs._resolve_log_group_name(data)) or {"streams": {}}
        names = [name for name in group["streams"] if name.startswith(prefix)]
        # No names at all would mean every stream; none has an empty name.
        return handler({**data, "logStreamNames": names or [""]})

    return filtered
