import type { Scenario } from "../support/scenario";
import { prepareRoutines } from "./python-procedure";

const named = { database: "DB", schema: "S" };
const spread = {
  ...named,
  name: "SPREAD",
  arguments: [{ name: "X", type: "NUMBER" }],
  returns: "NUMBER",
  aggregate: true,
  handler: "Spread",
  code: "class Spread:\n    pass\n",
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:snowflake:PythonFunction",
    prepare: prepareRoutines,
    inputs: {
      ...named,
      name: "RISK",
      arguments: [{ name: "DELAY", type: "FLOAT" }],
      returns: "FLOAT",
      notNull: true,
      handler: "risk",
      code: "def risk(delay):\n    return delay * 2\n",
      packages: ["numpy"],
      volatility: "IMMUTABLE",
      runtimeVersion: "3.11",
      comment: "how risky it's",
    },
    changed: {
      ...named,
      name: "RISK",
      arguments: [{ name: "LATE", type: "FLOAT" }],
      returns: "NUMBER(10,2)",
      handler: "risk",
      code: "def risk(delay):\n    return round(delay * 3)\n",
      runtimeVersion: "3.12",
      secure: true,
    },
    // Another signature: both are there for a while.
    replaced: {
      ...named,
      name: "RISK",
      arguments: [{ name: "DELAY", type: "NUMBER" }],
      returns: "FLOAT",
      handler: "risk",
      code: "def risk(delay):\n    return delay * 2\n",
    },
    imported: [],
  },
  {
    token: "floe:snowflake:PythonFunction",
    title: "that aggregates",
    prepare: prepareRoutines,
    inputs: spread,
    changed: { ...spread, code: "class Spread:\n    def finish(self):\n        return 1\n" },
    replaced: { ...spread, name: "WIDTH" },
    imported: [],
  },
];
