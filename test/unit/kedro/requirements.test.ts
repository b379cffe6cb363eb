import { describe, expect, test } from "vitest";
import { type KedroOptions, planKedro } from "../../../blueprints";
import { markerHolds } from "../../../blueprints/kedro/requirements/markers";
import { entry, graphOf } from "./graphs";

const plan = (requirements: readonly string[], options: KedroOptions = {}, wheels: readonly string[] = []) =>
  planKedro(graphOf([{ name: "a" }], { requirements }), options, { wheels });
const packages = (...requirements: string[]) => plan(requirements).packages;
const problems = (...requirements: string[]) =>
  plan(requirements).problems.map(({ code, subject }) => [code, subject]);

describe("packages from PyPI", () => {
  test("always hold Snowpark, and Kedro in the version that read the project", () => {
    expect(packages()).toEqual(["kedro==1.7.0", "omegaconf>=2.4", "snowflake-snowpark-python"]);
    expect(packages("kedro~=1.2")).toContain("kedro==1.7.0");
    expect(plan(["kedro"], { dependencies: { packages: ["kedro==1.6.0"] } }).packages).toContain(
      "kedro==1.6.0",
    );
    expect(problems("kedro>=1.2,<1.7")).toEqual([["kedro-differs", "kedro"]]);
    const own = plan(["kedro<1.7"], { dependencies: { packages: ["kedro==1.6.0"] } });
    expect(own.problems).toEqual([]);
    for (const fine of ["kedro", "kedro==1.7.0", "kedro==1.*", "kedro~=1.6", "kedro>=1,!=1.3,<2"])
      expect(problems(fine)).toEqual([]);
    for (const other of ["kedro==1.6.0", "kedro~=1.6.1", "kedro!=1.7.0", "kedro>1.7", "kedro==1.6.*"])
      expect(problems(other)).toEqual([["kedro-differs", "kedro"]]);
    expect(plan([]).artifactRepository).toBe("snowflake.snowpark.pypi_shared_repository");
  });

  test.each([
    ["Scikit_Learn >= 1.5, <2", "scikit-learn>=1.5,<2"],
    ["pandas~=2.2", "pandas>=2.2,<3"],
    ["pandas~=2.2.1", "pandas>=2.2.1,<2.3"],
    ["pandas (>=2)", "pandas>=2"],
    ["numpy!=2.0.0,>1", "numpy>1"],
    ["torch===2.9.0", "torch==2.9.0"],
    ["kedro-datasets[pandas.CSVDataset, json]>=5", "kedro-datasets[json,pandas.CSVDataset]>=5"],
    ["requests; python_version >= '3.9'", "requests"],
  ])("%s is written as %s", (line, text) => expect(packages(line)).toContain(text));

  test("leave out what only developers need, unless it is asked for", () => {
    expect(packages("ipython>=8", "kedro-viz", "jupyterlab", "pytest~=8.0", "ruff")).toEqual(packages());
    expect(plan([], { dependencies: { packages: ["ipython"] } }).packages).toContain("ipython");
  });

  test("hold pyarrow where pandas is used", () => {
    expect(packages("pandas>=2")).toContain("pyarrow");
    expect(packages("pandas>=2", "pyarrow>=20")).toContain("pyarrow>=20");
    const graph = graphOf([{ name: "a", inputs: ["x"] }], { datasets: { x: entry("pandas.CSVDataset") } });
    expect(planKedro(graph).packages).toContain("pyarrow");
    expect(packages("polars")).not.toContain("pyarrow");
  });

  test("count both lines about one package", () => {
    expect(packages("pandas>=2", "pandas<3")).toContain("pandas>=2,<3");
  });

  test.each([
    ["omegaconf>=2.1.1", "omegaconf>=2.4"],
    ["omegaconf>=2.1,<3", "omegaconf>=2.4,<3"],
    ["omegaconf>=2.5", "omegaconf>=2.5"],
    ["omegaconf==2.4.1", "omegaconf==2.4.1"],
    ["omegaconf~=2.3", "omegaconf>=2.4,>=2.3,<3"],
  ])("%s is held to versions with a wheel: %s", (line, text) => {
    expect(packages(line)).toContain(text);
    expect(problems(line)).toEqual([]);
  });

  test.each([
    ["omegaconf<2.4", "needs-wheel", "omegaconf"],
    ["omegaconf==2.3.0", "needs-wheel", "omegaconf"],
    ["omegaconf~=2.3.0", "needs-wheel", "omegaconf"],
    ["antlr4-python3-runtime==4.9.3", "needs-wheel", "antlr4-python3-runtime"],
    ["pyspark>=3", "needs-wheel", "pyspark"],
    ["git+https://github.com/shop/tools.git", "not-a-package", "git+https://github.com/shop/tools.git"],
    ["tools @ https://example.com/tools.whl", "not-a-package", "tools @ https://example.com/tools.whl"],
    ["git+https://me:t0ken@host/tools", "not-a-package", "git+https://host/tools"],
    ["-r other.txt", "not-a-package", "-r other.txt"],
    ["./tools", "not-a-package", "./tools"],
  ])("%s cannot be installed", (line, code, subject) =>
    expect(problems(line)).toContainEqual([code, subject]),
  );
});

test("Anaconda's channel knows no extras, and has omegaconf as a built package", () => {
  const {
    packages: found,
    artifactRepository,
    problems: told,
  } = plan(["kedro-datasets[pandas]>=5", "omegaconf<2.4"], { dependencies: { repository: "anaconda" } });
  expect(found).toContain("kedro-datasets>=5");
  expect(found).toContain("omegaconf<2.4");
  expect(artifactRepository).toBe("snowflake.snowpark.anaconda_shared_repository");
  expect(told).toEqual([]);
});

test("vendored wheels need no package, a repository of one's own is named", () => {
  const vendored = plan(["pandas"], { dependencies: { repository: "vendored", wheels: "wheels" } }, [
    "wheels/kedro-1.7.0-py3-none-any.whl",
    "kedro_datasets-9.6.0-py3-none-any.whl",
  ]);
  expect(vendored.packages).toEqual(["pandas", "pyarrow", "snowflake-snowpark-python"]);
  expect(plan([], { dependencies: { repository: "TOOLS.PUBLIC.PYPI" } }).artifactRepository).toBe(
    "TOOLS.PUBLIC.PYPI",
  );
});

test.each([
  ['python_version < "3.12"', true],
  ['python_version >= "3.12"', false],
  ['python_version < "3.9"', false],
  ["python_full_version >= '3.11.0'", true],
  ['sys_platform == "win32"', false],
  ['sys_platform != "win32" and python_version > "3.10"', true],
  ['sys_platform == "darwin" or platform_system == "Linux"', true],
  ['extra == "docs"', false],
  ['(python_version < "3.12")', true],
  ['platform_machine == "arm64"', undefined],
  ['(os_name == "nt" or os_name == "posix") and python_version > "3"', undefined],
])("the marker %s holds: %s", (marker, holds) => expect(markerHolds(marker, "3.11")).toBe(holds));

test("a project read with Kedro 0.19 is refused, another Python only told of", () => {
  const told = planKedro(graphOf([{ name: "a" }], { kedro: "0.19.15" }), { python: { version: "3.12" } });
  expect(told.python).toBe("3.12");
  expect(told.problems.map(({ severity, code }) => [severity, code])).toEqual([
    ["error", "kedro-version"],
    ["info", "python-differs"],
  ]);
});
