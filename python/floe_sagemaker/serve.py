"""The serving container: GET /ping, GET /execution-parameters, POST /invocations."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from floe_sagemaker import codec, parent

_MAX_BODY = int(os.environ.get("SAGEMAKER_MAX_CONTENT_LENGTH", str(100 * 1024 * 1024)))


def load() -> Any:
    """The user's script when the environment or the artifact names one, else the built-in algorithm."""
    base = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
    program = os.environ.get("SAGEMAKER_PROGRAM")
    code = base / "code" if (base / "code").is_dir() else base / "model" / "code"
    if program is None and (code / "inference.py").is_file():
        program = "inference.py"
    if program is not None:
        from floe_sagemaker.handlers import ScriptModel

        return ScriptModel(base / "model", code, program)
    from floe_sagemaker.model import XgboostModel

    return XgboostModel(base / "model")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: Any = None

    def do_GET(self) -> None:
        if self.path == "/ping":
            self._answer(200, b"", "text/plain")
        elif self.path == "/execution-parameters":
            limits = {
                "MaxConcurrentTransforms": int(os.environ.get("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", "1")),
                "BatchStrategy": os.environ.get("SAGEMAKER_BATCH_STRATEGY", "MULTI_RECORD"),
                "MaxPayloadInMB": int(os.environ.get("SAGEMAKER_MAX_PAYLOAD_IN_MB", "6")),
            }
            self._answer(200, json.dumps(limits).encode(), "application/json")
        else:
            self._answer(404, b"Not found", "text/plain")

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        if size > _MAX_BODY:
            self.close_connection = True
            self._answer(413, b"The payload is too large", "text/plain")
            return
        body = self.rfile.read(size)
        if self.path != "/invocations":
            self._answer(404, b"Not found", "text/plain")
            return
        if not body:
            self._answer(204, b"", "text/plain")
            return
        try:
            accept = self.headers.get("accept")
            answer, kind = self.model.invoke(body, self.headers.get("content-type"), accept)
            self._answer(200, answer, kind)
        except codec.Refused as refusal:
            self._answer(refusal.status, str(refusal).encode(), "text/plain")
        except Exception as error:  # noqa: BLE001 - the caller gets the reason, the log the trace
            traceback.print_exc()
            self._answer(500, f"{type(error).__name__}: {error}".encode(), "text/plain")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        # Head and body in one write: two would wait for the client's delayed acknowledgement.
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('',))[0]}", f"content-type: {kind}"]
        if status != 204:
            lines.append(f"content-length: {len(body)}")
        if self.close_connection:
            lines.append("connection: close")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if status == 204 else body))

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_: Any) -> None:
        """Invocations are not logged: an endpoint may have thousands a second."""


def main() -> int:
    parent.end_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    try:
        Handler.model = load()
    except Exception as error:  # noqa: BLE001 - told to the log, which the endpoint's failure quotes
        traceback.print_exc()
        print(f"floe-serve-failed {type(error).__name__}: {error}", flush=True)
        return 1
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Handler)
    server.daemon_threads = True
    # The port is chosen by the system when it is 0: whoever started us reads it here.
    print(f"floe-serve-port {server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=3600)
    return 0


if __name__ == "__main__":
    sys.exit(main())
