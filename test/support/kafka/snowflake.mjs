// A local Snowflake in a process of its own, so that it can be killed: node snowflake.mjs '{"stateDir", "port", "admin"}'.
import { createRequire } from "node:module";

const { startSnowflake } = createRequire(import.meta.url)("../../../dist/local/snowflake/server/start.js");
await startSnowflake({ ...JSON.parse(process.argv[2]), log: (line) => console.log(line) });
process.stdin.on("end", () => process.exit(0)).resume();
