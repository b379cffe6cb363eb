/** Packages that templates put beside a project but that no node needs: they would only make a cold start longer. */
export const developmentPackages: ReadonlySet<string> = new Set([
  "ipython",
  "ipykernel",
  "jupyter",
  "jupyterlab",
  "jupyterlab-server",
  "notebook",
  "kedro-viz",
  "kedro-telemetry",
  "kedro-mcp",
  "kedro-airflow",
  "kedro-docker",
  "kedro-databricks",
  "kedro-snowflake",
  "pytest",
  "pytest-cov",
  "pytest-mock",
  "coverage",
  "ruff",
  "black",
  "flake8",
  "isort",
  "mypy",
  "pre-commit",
  "sphinx",
  "import-linter",
  "pip",
  "setuptools",
  "wheel",
]);

/** A package that PyPI has in source form only, at least before a version. Snowflake's repository installs wheels only. */
export interface Sourced {
  readonly name: string;
  /** First version with a wheel; undefined: none has one. */
  readonly wheelsFrom?: string;
  readonly instead: string;
}

export const sourced: readonly Sourced[] = [
  {
    name: "omegaconf",
    wheelsFrom: "2.4",
    instead: "allow omegaconf 2.4: versions before it need antlr4-python3-runtime 4.9, which has no wheel",
  },
  { name: "antlr4-python3-runtime", wheelsFrom: "4.10", instead: "allow 4.10 or newer" },
  { name: "pyspark", instead: "use Snowpark data frames, or vendor a wheel of it" },
  { name: "docopt", instead: "use docopt-ng" },
  { name: "hdfs", instead: "vendor a wheel of it" },
];
