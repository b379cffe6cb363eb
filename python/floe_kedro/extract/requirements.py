"""The packages a project says it needs, as written."""

from __future__ import annotations

import re
from pathlib import Path

from floe_kedro.extract.project import read_toml
from floe_kedro.problems import problem


def requirements(folder: Path, problems: list[dict[str, str]]) -> list[str]:
    """Lines of requirements.txt (there or below src), else the dependencies in pyproject.toml; without comments."""
    for place in (folder / "requirements.txt", folder / "src" / "requirements.txt"):
        if place.is_file():
            return _lines(place, problems, ())
    project = read_toml(folder).get("project", {})
    declared = project.get("dependencies", []) if isinstance(project, dict) else []
    return [str(each) for each in declared]


def _lines(file: Path, problems: list[dict[str, str]], above: tuple[Path, ...]) -> list[str]:
    found: list[str] = []
    text = file.read_text("utf-8", errors="replace").replace("\\\n", " ")
    for line in (re.sub(r"(^|\s)#.*", "", each).strip() for each in text.splitlines()):
        included = re.match(r"(?:-r|--requirement)[ =]?\s*(.+)", line)
        if included:
            other = (file.parent / included[1].strip()).resolve()
            if other.is_file() and other not in (*above, file.resolve()):
                found += _lines(other, problems, (*above, file.resolve()))
        elif line.startswith("-"):
            message = f"{file.name}: the line '{line.split()[0]} ...' is for pip only and was left out"
            problems.append(problem("requirement-skipped", line.split()[0], message, "warning"))
        elif line:
            found.append(re.sub(r"\s+--hash=\S+", "", line))
    return found
