import { createHash } from "node:crypto";
import { textAsset } from "../support/harness";
import type { Scenario } from "../support/scenario";

const source = (text: string) => textAsset(text, createHash("sha256").update(text).digest("hex"));
const inputs = {
  database: "DB",
  schema: "S",
  stage: "CODE",
  prefix: "lib/features",
  name: "features.py",
  source: source("def build():\n    return 1\n"),
  retain: 1,
  onDelete: "delete",
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:snowflake:StageFile",
    prepare: ["CREATE WAREHOUSE WH", "CREATE DATABASE DB", "CREATE SCHEMA DB.S", "CREATE STAGE DB.S.CODE"],
    inputs,
    changed: { ...inputs, source: source("def build():\n    return 2\n"), retain: 0 },
    replaced: { ...inputs, prefix: "lib/other" },
    // A stage holds files, not where they came from.
    imported: ["source"],
  },
];
