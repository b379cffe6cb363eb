export const example = `import { snowflake } from "floe/sdk";

new snowflake.PythonFunction("risk", {
  database: "FLIGHTS",
  schema: "ML",
  name: "RISK",
  arguments: [
    { name: "DELAY", type: "FLOAT" },
    { name: "DISTANCE", type: "FLOAT" },
  ],
  returns: "FLOAT",
  handler: "risk",
  packages: ["pandas"],
  vectorized: { maxBatchSize: 5000 },
  code: \`def risk(frame):
    return frame[0] / (frame[1] + 1)
\`,
});
`;
