export const example = `import * as pulumi from "@pulumi/pulumi";
import { snowflake } from "floe/sdk";

const code = new snowflake.StageFile("features", {
  database: "FLIGHTS",
  schema: "ML",
  stage: "CODE",
  source: new pulumi.asset.FileAsset("./features.py"),
});

new snowflake.PythonProcedure("build", {
  database: "FLIGHTS",
  schema: "ML",
  name: "BUILD_FEATURES",
  arguments: [
    { name: "SOURCE", type: "VARCHAR" },
    { name: "DAYS", type: "NUMBER", default: "7" },
  ],
  returns: "VARCHAR",
  handler: "features.build",
  imports: [code.path],
  packages: ["snowflake-snowpark-python", "pandas==2.3.3"],
  artifactRepository: "snowflake.snowpark.pypi_shared_repository",
});
`;
