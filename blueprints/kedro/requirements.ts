import type { KedroGraph } from "./graph";
import type { KedroOptions } from "./options";
import type { KedroPlan, KedroProblem } from "./planned";

export function requirementsOf(
  graph: KedroGraph,
  options: KedroOptions,
  _report: (problem: KedroProblem) => void,
): Pick<KedroPlan, "packages" | "artifactRepository" | "python"> {
  return {
    packages: ["snowflake-snowpark-python", `kedro==${graph.kedro}`, ...graph.requirements],
    artifactRepository: "snowflake.snowpark.pypi_shared_repository",
    python: options.python?.version ?? graph.python,
  };
}
