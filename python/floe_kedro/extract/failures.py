"""Turns what a project's code raises into an error with a hint."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from floe_kedro.extract.project import Project
from floe_kedro.extract.stand_ins import StandIns, StandInUsed
from floe_kedro.problems import ProjectError


def project_failure(
    error: BaseException, project: Project, stand_ins: StandIns, text: str | None = None
) -> ProjectError:
    """The fault behind an exception that the project's own code let through."""
    where = _place(error, project)
    said = text or f"{type(error).__name__}: {error}"
    mocked = stand_ins.replaced()
    if isinstance(error, SyntaxError):
        place = f"{_relative(error.filename, project)}, line {error.lineno}"
        return ProjectError("syntax-error", f"{place}: {error.msg}", "Mend the file: Python cannot read it.", error)
    if isinstance(error, StandInUsed) or (mocked and _mentions(said, mocked)):
        names = ", ".join(mocked)
        return ProjectError(
            "library-needed",
            f"The pipelines are made with values of modules that are not installed ({names}){where}: {said}",
            f"Install the project's requirements for this interpreter (it lacks {names}), or give an exported graph.",
            error,
        )
    if isinstance(error, ImportError):
        return _import_failure(error, project, where, said)
    if isinstance(error, AttributeError) and "register_pipelines" in str(error):
        hint = "Define register_pipelines() there; it returns a dictionary of pipelines."
        return ProjectError("registry-error", f"{project.package}/pipeline_registry.py: {error}", hint, error)
    hint = "Run `kedro registry list` in the project to see the same error, and mend it there."
    return ProjectError(
        "project-error", f"The project's code failed while making its pipelines{where}: {said}", hint, error
    )


def _import_failure(error: ImportError, project: Project, where: str, said: str) -> ProjectError:
    missing = error.name or _named(said)
    if missing is not None and missing.split(".")[0] == project.package:
        hint = f"The module {missing} is the project's own: check its name and that its folder has __init__.py."
    elif missing is not None:
        hint = f"Install {missing.split('.')[0]} for this interpreter, or extract with --lenient auto."
    else:
        hint = "Import the package in a Python shell to see the same error, and mend it there."
    return ProjectError("import-error", f"The project cannot be imported{where}: {said}", hint, error)


def _named(text: str) -> str | None:
    found = re.search(r"No module named '([\w.]+)'", text)
    return found[1] if found else None


def _mentions(text: str, mocked: list[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in mocked)


def _place(error: BaseException, project: Project) -> str:
    """The project's line that was running, as ` (src/x.py, line 3)`."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(project.folder):
            return f" ({_relative(frame.filename, project)}, line {frame.lineno})"
    return ""


def _relative(file: str | None, project: Project) -> str:
    path = Path(file or "?")
    return path.relative_to(project.folder).as_posix() if path.is_relative_to(project.folder) else str(path)
