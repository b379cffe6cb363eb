import type { KedroGraph } from "../graph";
import type { KedroOptions } from "../options";
import type { KedroPlan, KedroProblem } from "../planned";
import { developmentPackages, sourced } from "./knowledge";
import { markerHolds } from "./markers";
import {
  allows,
  allowsFrom,
  compareVersions,
  packageText,
  parseRequirement,
  type Requirement,
} from "./requirement";

type Report = (problem: KedroProblem) => void;

const repositories: Readonly<Record<string, string>> = {
  pypi: "snowflake.snowpark.pypi_shared_repository",
  anaconda: "snowflake.snowpark.anaconda_shared_repository",
  // What is not in the wheels comes from the channel.
  vendored: "snowflake.snowpark.anaconda_shared_repository",
};

/**
 * What the procedure's PACKAGES and ARTIFACT_REPOSITORY are: the project's requirements, those of the options over
 * them, Kedro in the version that read the project, and Snowpark. `wheels` are the file names of vendored wheels, which
 * need no package.
 */
export function requirementsOf(
  graph: KedroGraph,
  options: KedroOptions,
  wheels: readonly string[],
  report: Report,
): Pick<KedroPlan, "packages" | "artifactRepository" | "python"> {
  const python = options.python?.version ?? graph.python;
  const { repository = "pypi", packages: extra = [] } = options.dependencies ?? {};
  const fromWheels = repository === "pypi" || !(repository in repositories);
  const found = new Map<string, Requirement>();
  for (const one of readAll(graph.requirements, python, "requirements", report))
    if (!developmentPackages.has(one.name)) found.set(one.name, merged(found.get(one.name), one));
  const over = readAll(extra, python, "dependencies.packages", report);
  const asked = over.some(({ name }) => name === "kedro") ? undefined : found.get("kedro");
  checkVersions(graph, python, asked, report);
  found.set("kedro", { name: "kedro", extras: [], specs: [{ operator: "==", version: graph.kedro }] });
  for (const one of over) found.set(one.name, one);
  need(found, "snowflake-snowpark-python");
  // Snowpark brings data frames to and from files with it, but does not ask for it.
  if (usesPandas(graph, found)) need(found, "pyarrow");
  if (fromWheels) {
    need(found, "omegaconf");
    for (const one of [...found.values()]) found.set(one.name, withWheel(one, report));
  }
  const vendored = new Set(wheels.map(wheelName));
  const kept = [...found.values()].filter(({ name }) => !vendored.has(name));
  return {
    python,
    artifactRepository: repositories[repository] ?? repository,
    packages: kept.map((one) => packageText(one, fromWheels)).sort(),
  };
}

function need(found: Map<string, Requirement>, name: string): void {
  if (!found.has(name)) found.set(name, { name, extras: [], specs: [] });
}

function readAll(
  lines: readonly string[],
  python: string,
  subject: string,
  report: Report,
): readonly Requirement[] {
  return lines.flatMap((line) => {
    const read = parseRequirement(line);
    if (read === undefined) {
      const shown = withoutPassword(line);
      report({
        severity: "error",
        code: "not-a-package",
        subject: shown,
        message: `${subject} has "${shown}", which names no package of an index`,
        fix: "name a package with versions, such as pandas>=2; for other code, build a wheel and vendor it",
      });
      return [];
    }
    if (read.marker === undefined) return [read];
    const holds = markerHolds(read.marker, python);
    if (holds === undefined)
      report({
        severity: "warning",
        code: "unread-marker",
        subject: read.name,
        message: `the marker of "${line}" is too involved to read; the package is installed`,
      });
    return holds === false ? [] : [read];
  });
}

/** An address may carry a name and a token for its host. */
const withoutPassword = (line: string): string => line.replace(/:\/\/[^/@\s]*@/g, "://");

/** Two lines about one package: both count. */
function merged(before: Requirement | undefined, one: Requirement): Requirement {
  if (before === undefined) return one;
  const specs = new Map([...before.specs, ...one.specs].map((spec) => [spec.operator + spec.version, spec]));
  return {
    ...one,
    extras: [...new Set([...before.extras, ...one.extras])].sort(),
    specs: [...specs.values()],
  };
}

/** Keeps a package to versions that have a wheel; reports it when there is none. */
function withWheel(one: Requirement, report: Report): Requirement {
  const known = sourced.find(({ name }) => name === one.name);
  if (known === undefined) return one;
  const { wheelsFrom, instead } = known;
  if (wheelsFrom === undefined || !allowsFrom(one, wheelsFrom)) {
    report({
      severity: "error",
      code: "needs-wheel",
      subject: one.name,
      message: `"${packageText(one, true)}" has no wheel on PyPI, and Snowflake's repository installs wheels only`,
      fix: instead,
    });
    return one;
  }
  const bound = one.specs.some(
    ({ operator, version }) =>
      !version.endsWith("*") &&
      ["==", "===", ">=", ">"].includes(operator) &&
      compareVersions(version, wheelsFrom) >= 0,
  );
  const others = one.specs.filter(({ operator }) => operator !== ">=" && operator !== ">");
  return bound ? one : { ...one, specs: [{ operator: ">=", version: wheelsFrom }, ...others] };
}

function usesPandas(graph: KedroGraph, found: ReadonlyMap<string, Requirement>): boolean {
  const extras = [...found.values()].flatMap((one) => one.extras);
  return (
    found.has("pandas") ||
    extras.some((extra) => extra.startsWith("pandas")) ||
    Object.values(graph.datasets).some(({ type }) => /^(kedro_datasets\.)?pandas\./.test(type))
  );
}

/** `scikit_learn-1.5.0-cp311-...whl` is scikit-learn. */
const wheelName = (file: string): string =>
  (file.split("/").at(-1)?.split("-", 1)[0] ?? "").toLowerCase().replace(/[-_.]+/g, "-");

function checkVersions(
  graph: KedroGraph,
  python: string,
  asked: Requirement | undefined,
  report: Report,
): void {
  if (asked !== undefined && !allows(asked, graph.kedro))
    report({
      severity: "warning",
      code: "kedro-differs",
      subject: "kedro",
      message: `the project asks for ${packageText(asked, true)}, but was read with Kedro ${graph.kedro}, with which its nodes then run`,
      fix: "read it with the Python of the project's own environment, or set dependencies.packages",
    });
  const [major = "0"] = graph.kedro.split(".");
  if (major !== "1")
    report({
      severity: "error",
      code: "kedro-version",
      subject: "kedro",
      message: `the project was read with Kedro ${graph.kedro}; Floe runs Kedro 1`,
      fix: "upgrade the project to Kedro 1",
    });
  if (python !== graph.python)
    report({
      severity: "info",
      code: "python-differs",
      subject: "python",
      message: `the nodes run with Python ${python}, and the project was read with ${graph.python}`,
    });
}
