"""A Kedro project on disk: what its pyproject.toml says, and putting it on Python's path."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floe_kedro.problems import ProjectError


@dataclass(frozen=True)
class Project:
    """The project's folder and its `[tool.kedro]` section."""

    folder: Path
    name: str
    package: str
    source: Path

    @property
    def source_name(self) -> str:
        """The source folder, relative to the project."""
        return self.source.relative_to(self.folder).as_posix()


def find(folder: Path) -> Project:
    """Reads pyproject.toml."""
    folder = folder.expanduser().resolve()
    section = read_toml(folder).get("tool", {}).get("kedro")
    if not isinstance(section, dict):
        raise ProjectError(
            "bad-pyproject",
            f"{folder / 'pyproject.toml'} has no [tool.kedro] section",
            "Add [tool.kedro] with package_name, project_name and kedro_init_version, as `kedro new` writes it.",
        )
    package = section.get("package_name")
    if not isinstance(package, str) or not package:
        raise ProjectError(
            "bad-pyproject",
            f"[tool.kedro] in {folder / 'pyproject.toml'} lacks package_name",
            "Add package_name, the folder below src that holds settings.py and pipeline_registry.py.",
        )
    source = (folder / str(section.get("source_dir", "src"))).resolve()
    if not source.is_relative_to(folder) or not (source / package).is_dir():
        raise ProjectError(
            "no-source",
            f"The package {package} is not in {source}",
            "Check package_name and source_dir in the [tool.kedro] section of pyproject.toml.",
        )
    return Project(folder, str(section.get("project_name", package)), package, source)


def read_toml(folder: Path) -> dict[str, Any]:
    """The project's pyproject.toml."""
    file = folder / "pyproject.toml"
    if not file.is_file():
        raise ProjectError(
            "no-pyproject",
            f"There is no pyproject.toml in {folder}",
            "Give the folder of a Kedro project: the one with pyproject.toml, conf and src.",
        )
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
        return document
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError("bad-pyproject", f"{file} is not valid TOML: {error}", "Mend the file.", error) from error


def enter(project: Project) -> str:
    """Makes the project importable and tells Kedro about it, without settings or hooks. Returns Kedro's version."""
    version = kedro_version()
    os.chdir(project.folder)
    if str(project.source) not in sys.path:
        sys.path.insert(0, str(project.source))
    import kedro.framework.project as framework

    setattr(framework, "PACKAGE_NAME", project.package)
    framework.pipelines.configure(f"{project.package}.pipeline_registry")
    # Reading settings takes longer than all the rest, and few projects ask for them while making pipelines.
    settings: Any = framework.settings
    vars(settings)["_setup"] = lambda *_: settings.configure(f"{project.package}.settings")
    return version


def kedro_version() -> str:
    """The installed Kedro's version, which must be 1.x."""
    try:
        from kedro import __version__
    except ImportError as error:
        raise ProjectError(
            "kedro-missing",
            f"Kedro is not installed for {sys.executable}",
            'Install it there (pip install "kedro>=1,<2"), choose another interpreter, or give an exported graph.json.',
        ) from error
    version = str(__version__)
    if version.split(".")[0] != "1":
        raise ProjectError(
            "kedro-version",
            f"Kedro {version} is installed for {sys.executable}; Floe reads projects of Kedro 1",
            'Install a supported version: pip install "kedro>=1,<2". '
            "The migration guide of Kedro says what changes for projects of 0.19.",
        )
    return version
