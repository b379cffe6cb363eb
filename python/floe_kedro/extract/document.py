"""The graph document: a project's pipelines, with what their nodes depend on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from floe_kedro.extract import project as projects
from floe_kedro.extract.catalog import Catalog
from floe_kedro.extract.configuration import configuration, local_leftovers, odd_source
from floe_kedro.extract.nodes import Nodes
from floe_kedro.extract.parameters import Parameters
from floe_kedro.extract.registry import load_pipelines, select
from floe_kedro.extract.requirements import requirements
from floe_kedro.extract.stand_ins import StandIns
from floe_kedro.hashing.sources import Sources

FORMAT = 1


def read(folder: Path, env: str | None, wanted: list[str], params: dict[str, Any], lenient: str) -> dict[str, Any]:
    """Reads everything; keys and lists come out in the same order for any hash seed."""
    project = projects.find(folder)
    sources = Sources(project.source)
    stand_ins = StandIns(sources, lenient)
    with stand_ins:
        kedro_version = projects.enter(project)
        origins, registered = load_pipelines(project, stand_ins)
        config = configuration(project, env, params, stand_ins)
    chosen = select(registered, wanted)
    problems = [
        *local_leftovers(project, config.env),
        *odd_source(project, config),
        *stand_ins.problems(project.folder),
    ]
    catalog = Catalog(config, problems)
    parameters = Parameters(config, problems)
    nodes = Nodes(project, sources, origins, catalog, parameters)
    pipelines = {name: {"nodes": nodes.describe(pipeline, problems)} for name, pipeline in sorted(chosen.items())}
    return {
        "format": FORMAT,
        "kedro": kedro_version,
        "python": "%d.%d" % sys.version_info[:2],
        "project": {"name": project.name, "package": project.package, "source": project.source_name},
        "env": config.env,
        "requirements": requirements(project.folder, problems),
        "pipelines": pipelines,
        "datasets": catalog.used(),
        "parameters": parameters.used(),
        "credentials": catalog.credentials(),
        "mocked": stand_ins.replaced(),
        "problems": _once(problems),
    }


def _once(problems: list[dict[str, str]]) -> list[dict[str, str]]:
    unique = {(each["code"], each["subject"]): each for each in problems}
    return [unique[key] for key in sorted(unique)]
