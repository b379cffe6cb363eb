"""Runs the project's `register_pipelines` and keeps what it returns."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from floe_kedro.extract.failures import project_failure
from floe_kedro.extract.project import Project
from floe_kedro.extract.stand_ins import StandIns
from floe_kedro.problems import ProjectError

if TYPE_CHECKING:
    from kedro.pipeline import Pipeline

#: Function identity -> the function (kept alive) and the file whose code made a node of it.
Origins = dict[int, tuple[object, str]]


def load_pipelines(project: Project, stand_ins: StandIns) -> tuple[Origins, dict[str, Pipeline]]:
    """All registered pipelines. What Kedro only warns about (a pipeline that does not import) is an error here."""
    from kedro.framework.project import pipelines
    from kedro.pipeline import Pipeline

    with warnings.catch_warnings(record=True) as caught, _recorded_origins() as origins:
        warnings.simplefilter("always")
        try:
            found = dict(pipelines)
        except Exception as error:  # noqa: BLE001 - the project's code may raise anything
            raise project_failure(error, project, stand_ins) from error
        except SystemExit as error:
            raise project_failure(error, project, stand_ins) from error
    for warning in caught:
        text = str(warning.message)
        if text.startswith("An error occurred while importing"):
            raise project_failure(ImportError(text), project, stand_ins, text)
        print(f"{warning.category.__name__}: {text}", file=sys.stderr)
    for name, pipeline in found.items():
        if not isinstance(pipeline, Pipeline):
            raise ProjectError(
                "registry-error",
                f"register_pipelines returned {type(pipeline).__name__} for '{name}'",
                "Every value of the returned dictionary must be a kedro.pipeline.Pipeline.",
            )
    return origins, found


def select(registered: Mapping[str, Pipeline], wanted: list[str]) -> dict[str, Pipeline]:
    """The wanted pipelines, or all."""
    for name in wanted:
        if name not in registered:
            raise ProjectError(
                "pipeline-unknown",
                f"The project has no pipeline '{name}'",
                f"Registered pipelines: {', '.join(sorted(registered)) or 'none'}.",
            )
    return {name: pipeline for name, pipeline in registered.items() if not wanted or name in wanted}


@contextmanager
def _recorded_origins() -> Iterator[Origins]:
    """Notes which file makes each node, because Kedro does not."""
    from kedro.pipeline.node import Node

    origins: Origins = {}
    plain = Node.__init__

    def noting(self: Any, func: Any, *args: Any, **kwargs: Any) -> None:
        if id(func) not in origins:
            frame = sys._getframe(1)
            while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("kedro."):
                frame = frame.f_back
            origins[id(func)] = (func, frame.f_code.co_filename)
        plain(self, func, *args, **kwargs)

    Node.__init__ = noting  # type: ignore[method-assign]
    try:
        yield origins
    finally:
        Node.__init__ = plain  # type: ignore[method-assign]
