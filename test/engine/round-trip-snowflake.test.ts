import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { built } from "../../local/paths";
import { closeConnection, run } from "../../local/providers/snowflake/connection";
import { resources } from "../../local/providers/snowflake/resources";
import { ensurePython } from "../../local/python/environment";
import { startSnowflake, type RunningSnowflake } from "../../local/snowflake/server/start";
import { Engine } from "./round-trip/harness";
import { life } from "./round-trip/life";
import { snowflakeCases } from "./round-trip/snowflake-cases";

const folder = mkdtempSync(join(tmpdir(), "floe-snowflake-"));
const features = [
  ...["table", "stage", "storage_integration", "pipe", "file_format", "user_public_keys"],
  ...["procedure_python", "procedure_sql", "function_sql", "dynamic_table"],
].map((name) => `snowflake_${name}_resource`);
const sql = (text: string) => run({}, text);
const cases = snowflakeCases(() => sql);
let server: RunningSnowflake;
let engine: Engine;

beforeAll(async () => {
  const password = randomBytes(12).toString("hex");
  const log = () => undefined;
  const python = ensurePython({ log }).then(({ executable }) => executable);
  server = await startSnowflake({
    stateDir: folder,
    port: 0,
    admin: { user: "FLOE", password },
    python,
    log,
  });
  const env = {
    SNOWFLAKE_HOST: server.host,
    SNOWFLAKE_PORT: String(server.port),
    SNOWFLAKE_PROTOCOL: "http",
    SNOWFLAKE_ACCOUNT: "FLOE_LOCAL",
    SNOWFLAKE_ORGANIZATION_NAME: "FLOE",
    SNOWFLAKE_ACCOUNT_NAME: "LOCAL",
    SNOWFLAKE_USER: "FLOE",
    SNOWFLAKE_PASSWORD: password,
    SNOWFLAKE_ROLE: "ACCOUNTADMIN",
  };
  Object.assign(process.env, env);
  const plugin = dirname(built("local", "providers", "snowflake", "pulumi-resource-snowflake"));
  engine = new Engine({ snowflake: plugin }, env, {
    "snowflake:previewFeaturesEnabled": JSON.stringify(features),
  });
  // Public keys are set on a user that the stack does not make: two resources must not fight over them.
  await sql(`CREATE USER "TRIP_KEYS" TYPE = SERVICE`);
});
afterAll(async () => {
  engine.close();
  await closeConnection();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the table of snowflake cases", () => {
  it("has every type of the stand-in", () => {
    expect(cases.map(({ token }) => token).sort()).toEqual(resources.map(({ token }) => token).sort());
  });
});

life("snowflake stand-ins on the real engine and the local Snowflake", cases, () => engine);
