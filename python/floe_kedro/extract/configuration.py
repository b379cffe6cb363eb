"""The project's configuration as the deployed graph will see it: without conf/local and without credentials."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floe_kedro.extract.failures import project_failure
from floe_kedro.extract.project import Project
from floe_kedro.extract.stand_ins import StandIns
from floe_kedro.problems import ProjectError, problem

#: What Kedro takes when settings.py says nothing.
_DEFAULT_ENVIRONMENTS = {"base_env": "base", "default_run_env": "local"}


@dataclass(frozen=True)
class Configuration:
    """Raw catalog entries and parameters; nothing is instantiated."""

    env: str
    #: Where the project keeps its configuration; only `conf` is deployed.
    source: Path
    catalog: dict[str, Any]
    parameters: dict[str, Any]


def configuration(project: Project, env: str | None, params: dict[str, Any], stand_ins: StandIns) -> Configuration:
    """Reads catalog and parameters with the project's own loader and resolvers."""
    settings = _settings(project, stand_ins)
    arguments = dict(getattr(settings, "CONFIG_LOADER_ARGS", None) or _DEFAULT_ENVIRONMENTS)
    base = str(arguments.get("base_env") or "")
    env = env or base
    # conf/local stays on its machine: the deployed project has an empty one.
    read_env = base if env == arguments.get("default_run_env") else env
    conf = (project.folder / str(getattr(settings, "CONF_SOURCE", "conf"))).resolve()
    _check_environment(conf, read_env, env)
    try:
        loader = _loader_class(settings)(
            conf_source=str(conf), env=read_env or None, runtime_params=params, **arguments
        )
        return Configuration(env, conf, _section(loader, "catalog"), _section(loader, "parameters"))
    except Exception as error:  # noqa: BLE001 - loaders and resolvers of the project may raise anything
        raise ProjectError(
            "config-error",
            f"The configuration in {conf.name}/ cannot be read for env {env}: {type(error).__name__}: {error}",
            "Run `kedro catalog describe-datasets` in the project to see the same error, and mend the file it names.",
            error,
        ) from error


def _settings(project: Project, stand_ins: StandIns) -> object:
    name = f"{project.package}.settings"
    try:
        return importlib.import_module(name) if importlib.util.find_spec(name) is not None else object()
    except Exception as error:  # noqa: BLE001 - settings.py is the project's code
        raise project_failure(error, project, stand_ins) from error


def _loader_class(settings: object) -> Callable[..., Any]:
    chosen = getattr(settings, "CONFIG_LOADER_CLASS", None)
    if chosen is None:
        from kedro.config import OmegaConfigLoader

        return OmegaConfigLoader
    loader: Callable[..., Any] = chosen
    return loader


def _check_environment(conf: Path, read_env: str, env: str) -> None:
    if (conf / read_env).is_dir():
        return
    known = sorted(each.name for each in conf.iterdir() if each.is_dir()) if conf.is_dir() else []
    raise ProjectError(
        "env-unknown",
        f"There is no configuration environment '{env}': {conf / read_env} is not a folder",
        f"Environments of the project: {', '.join(known) or 'none'}.",
    )


def _section(loader: Mapping[str, Any], key: str) -> dict[str, Any]:
    from kedro.config import MissingConfigException

    try:
        return dict(loader[key] or {})
    except (KeyError, MissingConfigException):
        return {}


def odd_source(project: Project, config: Configuration) -> list[dict[str, str]]:
    """A CONF_SOURCE that the deployed archive does not have."""
    if config.source == project.folder / "conf":
        return []
    message = f"settings.py has CONF_SOURCE {config.source}, but only the folder conf is deployed: keep it there"
    return [problem("conf-source", "CONF_SOURCE", message)]


def local_leftovers(project: Project, env: str) -> list[dict[str, str]]:
    """Files of conf/local that change a run on this machine and will be missing in Snowflake."""
    local = project.folder / "conf" / "local"
    found = sorted(local.rglob("*.y*ml")) if local.is_dir() and env in ("local", "base") else []
    return [
        problem(
            "local-config",
            file.relative_to(project.folder).as_posix(),
            "is never deployed: move what the graph needs to conf/base or to an environment of its own",
            "warning",
        )
        for file in found
        if not file.name.startswith(("credentials", "logging"))
    ]
