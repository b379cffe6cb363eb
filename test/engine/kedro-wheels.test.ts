import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KedroPipeline } from "../../components";
import { type KedroCloud, startKedroCloud } from "./kedro/cloud";
import { summary, writeShop } from "./kedro/project";

const project = mkdtempSync(join(tmpdir(), "floe-wheels-"));
let cloud: KedroCloud;

const program = () => {
  new KedroPipeline("vendored", {
    project,
    python: cloud.python,
    database: "DB",
    schema: "S",
    warehouse: "WH",
    options: {
      stages: { code: "CODE", data: "DATA" },
      dependencies: { repository: "vendored", wheels: "wheels" },
      groupBy: () => "all",
    },
  });
  return Promise.resolve({});
};

beforeAll(async () => {
  writeShop(project);
  cloud = await startKedroCloud("floe-kedro-wheels", program);
  const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
  const wanted = ["-r", "requirements.txt", "-d", "wheels"];
  execFileSync(cloud.python, [...pip, ...wanted], { cwd: project, stdio: "pipe" });
}, 300_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(project, { recursive: true, force: true });
});

it("runs on wheels that go with the deployment, without any repository", { timeout: 300_000 }, async () => {
  await cloud.stack.up();
  const [procedure] = (await cloud.rows("SHOW PROCEDURES IN SCHEMA DB.S")).map((row) => row[1]);
  const described = await cloud.rows(
    `DESCRIBE PROCEDURE DB.S.${procedure ?? ""}(VARCHAR, VARCHAR, VARCHAR, VARCHAR)`,
  );
  const properties = Object.fromEntries(described.map(([name = "", value = ""]) => [name, value]));
  expect(properties.packages).not.toContain("kedro");
  expect(properties.imports).toMatch(/runtime\.zip.*wheels\.zip/);
  expect(readdirSync(join(project, "wheels")).some((name) => name.startsWith("kedro-1.7.0"))).toBe(true);
  const { states, errors } = await cloud.ended(await cloud.begin("SHOP__START"));
  expect(errors).toBe("");
  expect(states).toEqual({
    SHOP__START: "SUCCEEDED",
    SHOP__ALL: "SUCCEEDED",
    SHOP__FINISH: "SUCCEEDED",
  });
  const [found] = await cloud.rows(
    "SELECT $1 FROM @DATA/SHOP/data/data/summary.json (FILE_FORMAT => 'AS_JSON')",
  );
  expect(JSON.parse(found?.[0] ?? "")).toEqual(summary);
});
