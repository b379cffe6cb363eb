"""`python -m floe_kedro extract`: writes graph.json, or an error document and exit code 3."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from floe_kedro.problems import ProjectError
from floe_kedro.quiet import quieten

PROJECT_AT_FAULT = 3


def main(arguments: list[str]) -> int:
    """Reads the project and writes the file. Nothing is written to stdout: what users print goes to stderr."""
    # A process this short only loses time by collecting what it will leave behind anyway.
    gc.disable()
    options = _options(arguments)
    output = Path(options.output).absolute()
    _leave_current_folder()
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    quieten()
    code = 0
    try:
        document = extract(
            Path(options.project), options.env, options.pipeline, _params(options.params), options.lenient
        )
    except ProjectError as error:
        code, document = PROJECT_AT_FAULT, error.document()
    _write(output, document)
    return code


def extract(
    project: Path, env: str | None, pipelines: list[str], params: dict[str, Any], lenient: str = "auto"
) -> dict[str, Any]:
    """The graph document of a project; raises ProjectError when the project cannot be read."""
    from floe_kedro.extract.document import read

    return read(project, env, pipelines, params, lenient)


def _leave_current_folder() -> None:
    """`python -m` makes the current folder importable; neither Kedro's command nor Snowflake does."""
    if sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="floe_kedro extract", description=main.__doc__)
    parser.add_argument("--project", required=True, help="the folder with the Kedro project's pyproject.toml")
    parser.add_argument("--output", required=True, help="the file to write")
    parser.add_argument("--env", help="the configuration environment to read; the base environment by default")
    parser.add_argument("--pipeline", action="append", default=[], help="only this pipeline; may be repeated")
    parser.add_argument("--params", default="{}", help="runtime parameters as a JSON object")
    parser.add_argument(
        "--lenient",
        choices=["auto", "always", "never"],
        default="auto",
        help="put stand-ins for missing modules (auto), for all modules of others (always), or for none (never)",
    )
    return parser.parse_args(arguments)


def _params(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ProjectError("params-not-json", f"The runtime parameters are not JSON: {error}", _PARAMS) from error
    if not isinstance(value, dict):
        raise ProjectError("params-not-json", "The runtime parameters are not a JSON object", _PARAMS)
    return value


_PARAMS = 'Give an object such as {"model_options": {"test_size": 0.3}}.'


def _write(file: Path, document: dict[str, Any]) -> None:
    file.write_bytes(f"{_text(document, 0)}\n".encode("utf-8", "surrogatepass"))


def _text(value: Any, depth: int) -> str:
    """JSON with a line for every node and dataset: people compare these files, and indenting all is slow."""
    if not value or depth == _LINES or not isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    margin = "\n" + " " * (depth + 1)
    if isinstance(value, list):
        return f"[{margin}{f',{margin}'.join(_text(each, depth + 1) for each in value)}{margin[:-1]}]"
    items = (f"{json.dumps(key, ensure_ascii=False)}: {_text(value[key], depth + 1)}" for key in sorted(value))
    return f"{{{margin}{f',{margin}'.join(items)}{margin[:-1]}}}"


#: Levels of the document that get a line for each of their members: pipelines, a pipeline, its nodes, a node.
_LINES = 4
