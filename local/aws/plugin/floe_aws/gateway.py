"""Requests of Floe's own parts: checks of signed requests, credentials of service roles, service events.

They are told apart by a token that only the starting process knows; every other request is the emulator's.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from typing import Any
from urllib.parse import parse_qs

from floe_aws import permissions, snapshots, waiting

_TOKEN = os.environ.pop("FLOE_INTERNAL_TOKEN", "")
_PREFIX = "/_floe/"


def wrap(app: Any) -> Any:
    async def served(scope: dict, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            if scope["path"].startswith(_PREFIX):
                await _internal(scope, receive, send)
                return
            snapshots.seen(scope)
        await app(scope, receive, send)

    return served


async def _internal(scope: dict, receive: Any, send: Any) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not _TOKEN or not hmac.compare_digest(headers.get("x-floe-token", ""), _TOKEN):
        await _answer(send, 403, {"error": "not for this caller"})
        return
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    handler = _HANDLERS.get(scope["path"][len(_PREFIX):])
    if handler is None:
        await _answer(send, 404, {"error": "no such internal operation"})
        return
    try:
        status, result = handler(headers, bytes(body))
    except Exception as error:  # noqa: BLE001 - the caller gets the reason instead of a closed connection
        status, result = 500, {"error": f"{type(error).__name__}: {error}"}
    await _answer(send, status, result)


def _authorize(headers: dict, body: bytes) -> tuple[int, dict]:
    request = json.loads(base64.b64decode(headers["x-floe-request"]))
    query = parse_qs(request.get("query", ""), keep_blank_values=True)
    return permissions.authorize(
        request["method"], request["path"], query, request["headers"], body, request["region"], request["checks"]
    )


def _assume(_headers: dict, body: bytes) -> tuple[int, dict]:
    request = json.loads(body)
    return permissions.assume_for_service(
        request["roleArn"], request["service"], request["sessionName"], request.get("sourceArn", "")
    )


def _event(_headers: dict, body: bytes) -> tuple[int, dict]:
    from ministack.core.responses import set_request_account_id, set_request_region
    from ministack.services import eventbridge

    request = json.loads(body)
    set_request_account_id(request["account"])
    set_request_region(request["region"])
    waiting.changed()
    entry = {
        "Source": "aws.sagemaker",
        "DetailType": request["detailType"],
        "Detail": json.dumps(request["detail"]),
        "Resources": request["resources"],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    return 200, {}


def _health(_headers: dict, _body: bytes) -> tuple[int, dict]:
    return 200, {"pid": os.getpid()}


_HANDLERS = {"authorize": _authorize, "assume": _assume, "event": _event, "health": _health}


async def _answer(send: Any, status: int, result: dict) -> None:
    data = json.dumps(result).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": data})
