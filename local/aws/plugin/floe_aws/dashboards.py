"""ListDashboards with times in the form of each protocol: the emulator gives text, which SDKs cannot read."""

from __future__ import annotations

from typing import Any, Callable

from ministack.services import cloudwatch


def install() -> None:
    cloudwatch._list_dashboards = _timed(cloudwatch._list_dashboards)


def _timed(listing: Callable[..., Any]) -> Callable[..., Any]:
    def listed(params: dict, data: dict, is_cbor: bool, is_json: bool = False) -> Any:
        if not is_cbor and not is_json:
            return listing(params, data, is_cbor, is_json)
        prefix = data.get("DashboardNamePrefix") or ""
        entries = [
            {
                "DashboardName": name,
                "DashboardArn": one["DashboardArn"],
                "Size": one["Size"],
                "LastModified": cloudwatch._cbor_timestamp(one["LastModified"]) if is_cbor else one["LastModified"],
            }
            for name, one in sorted(cloudwatch._dashboards.items())
            if name.startswith(prefix)
        ]
        answer = {"DashboardEntries": entries}
        return cloudwatch._cbor_ok(answer) if is_cbor else cloudwatch._json_ok(answer)

    return listed
