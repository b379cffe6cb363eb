"""Runs one handler: its source or imported module, its arguments, and a Snowpark session for procedures."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
import types
from typing import Any, Callable

from . import functions
from .network import guard
from .secrets import provide
from .values import from_json, to_json

Request = dict[str, Any]


def run(request: Request) -> dict[str, Any]:
    """Answers `{"ok": true, "value": ...}` or `{"ok": false, "error": ..., "traceback": ...}`."""
    try:
        return {"ok": True, "value": _call(request)}
    except BaseException as error:  # noqa: BLE001 - whatever a handler raises is its caller's to see
        text = "".join(traceback.format_exception(type(error), error, _own_frames(error)))
        return {"ok": False, "error": str(error), "traceback": text}


def _own_frames(error: BaseException) -> types.TracebackType | None:
    """The traceback without the runner's frames."""
    frames = error.__traceback__
    here = os.path.dirname(__file__)
    while frames is not None and os.path.dirname(frames.tb_frame.f_code.co_filename) == here:
        frames = frames.tb_next
    return frames or error.__traceback__


def _call(request: Request) -> Any:
    with tempfile.TemporaryDirectory(prefix="floe-imports-") as folder:
        added = _imports(request.get("imports", []), folder)
        provide(request.get("secrets", {}))
        connection = request.get("connection")
        server = None if connection is None else (connection["host"], connection["port"])
        if "hosts" in request:
            guard(request["hosts"], server)
        before = set(sys.modules)
        try:
            handler = _handler(request["source"], request["handler"])
            if connection is None:
                return _function(request, handler)
            arguments = [from_json(value, kind) for value, kind in zip(request["arguments"], request["types"])]
            return _with_session(connection, handler, arguments, request["returns"])
        finally:
            guard(None, None)
            sys.modules.pop("_snowflake", None)
            for path in added:
                sys.path.remove(path)
            if added:
                for name in set(sys.modules) - before:
                    file = getattr(sys.modules[name], "__file__", None) or ""
                    if file.startswith(tuple(added)):
                        del sys.modules[name]


def _function(request: Request, handler: Callable[..., Any]) -> Any:
    rows, types_, returns = request["rows"], request["types"], request.get("returns")
    if request["mode"] == "aggregate":
        return functions.aggregate(handler, rows, types_, returns)
    if request["mode"] == "table":
        return functions.table(handler, rows, types_, request["names"], request["columns"])
    return functions.scalar(handler, rows, types_, returns)


def _imports(files: list[str], folder: str) -> list[str]:
    """Makes staged files importable: archives as they are, plain files from one folder."""
    sys._xoptions["snowflake_import_directory"] = folder + os.sep
    if not files:
        return []
    paths = [folder]
    for file in files:
        target = os.path.join(folder, os.path.basename(file))
        os.symlink(file, target)
        if file.endswith((".zip", ".whl", ".egg")):
            paths.append(target)
    for path in paths:
        sys.path.insert(0, path)
    importlib.invalidate_caches()
    return paths


def _handler(source: str, name: str) -> Callable[..., Any]:
    if source:
        module = types.ModuleType("_udf_code")
        module.__file__ = "_udf_code.py"
        sys.modules["_udf_code"] = module
        exec(compile(source, "_udf_code.py", "exec"), module.__dict__)  # noqa: S102 - running handlers is the purpose
        owner: Any = module
        parts = name.split(".")
    else:
        module_name, _, rest = name.rpartition(".")
        owner = importlib.import_module(module_name)
        parts = [rest]
    for part in parts:
        if not hasattr(owner, part):
            raise AttributeError(f"Handler '{name}' was not found")
        owner = getattr(owner, part)
    return owner


def _with_session(connection: dict[str, Any], handler: Callable[..., Any], arguments: list[Any], returns: Any) -> Any:
    import snowflake.connector
    from snowflake.snowpark import DataFrame, Session

    link = snowflake.connector.connect(
        host=connection["host"],
        port=connection["port"],
        protocol="http",
        account=connection["account"],
        user=connection["user"],
        session_token=connection["token"],
        master_token=connection["token"],
        session_parameters={},
        client_prefetch_threads=1,
        # As inside Snowflake: session.sql("... ?", params=[..]).
        paramstyle="qmark",
    )
    # The session is the caller's: leaving it must not end it.
    link._rest.delete_session = lambda *_, **__: None
    session = Session.builder.config("connection", link).create()
    session.sql_simplifier_enabled = False
    try:
        value = handler(session, *arguments)
        if isinstance(returns, dict) and returns.get("table"):
            if not isinstance(value, DataFrame):
                raise TypeError(f"a handler that RETURNS TABLE must return a Snowpark DataFrame, not {type(value).__name__}")
            rows = [list(row) for row in value.collect()]
            fields = [{"name": field.name.strip('"'), "type": str(field.datatype)} for field in value.schema.fields]
            return {"columns": fields, "rows": [[to_json(cell, None) for cell in row] for row in rows]}
        return to_json(value, returns)
    finally:
        session._conn._conn = link
        try:
            session.close()
        except Exception:  # noqa: BLE001 - the call's outcome matters, not the goodbye
            pass
