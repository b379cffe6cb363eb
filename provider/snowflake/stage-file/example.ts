export const example = `import * as floe from "floe/dist/provider/sdk";

const features = new floe.snowflake.StageFile("features", {
  database: "FLIGHTS",
  schema: "ML",
  stage: "CODE",
  source: new pulumi.asset.FileArchive("./python/features"),
  pack: true,
});

export const importThis = features.path;
`;
