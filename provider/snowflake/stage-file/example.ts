export const example = `import * as pulumi from "@pulumi/pulumi";
import { snowflake } from "floe/sdk";

const features = new snowflake.StageFile("features", {
  database: "FLIGHTS",
  schema: "ML",
  stage: "CODE",
  source: new pulumi.asset.FileArchive("./python/features"),
  pack: true,
});

export const importThis = features.path;
`;
