import { describe, expect, it } from "vitest";
import { StatementFailed } from "../../provider/snowflake/session";
import { type Bag, failureOf, type Harness, secret, UNKNOWN } from "./support/harness";
import { FakeLoop } from "./support/loop";
import { base, legs, name, TYPE } from "./support/loop-check";
import { useCloud } from "./support/provided";

let loop: FakeLoop;
let provider: Harness;
useCloud(FakeLoop, (on) => ({ cloud: loop, provider } = on));

const checked = (extra: Bag = {}, from: Bag = base) => provider.checked(TYPE, { ...from, ...extra });
describe("check", () => {
  it.each<[string, Bag, string]>([
    [
      "a row without a mark",
      { rows: [{ table: name("T"), values: { ID: 1 } }] },
      "no value holds a placeholder",
    ],
    ["an unknown placeholder", { rows: [{ table: name("T"), values: { ID: "{nr}" } }] }, "{nr}"],
    ["too narrow a mark", { rows: [{ table: name("T"), values: { ID: "{number:2}" } }] }, "is 6 to 18"],
    ["a key without a mark", { key: [{ column: "ID", value: "7" }] }, "could be somebody's"],
    ["rows without a table for features", { features: { rootTask: name("BUILD") } }, "features.table"],
    ["a half name", { stages: ["SCORES"] }, "stages[0]: must be a qualified name"],
    ["a machine that is none", { scoring: { stateMachineArn: "m" } }, "scoring.stateMachineArn"],
    ["a wait without end", { timeoutSeconds: 100_000 }, "timeoutSeconds"],
    [
      "a name for the account",
      { privileges: [{ role: "R", privileges: ["X"], on: "account", name: "A" }] },
      "privileges[0].name",
    ],
    [
      "a privilege on nothing",
      { privileges: [{ role: "R", privileges: ["X"], on: "table" }] },
      "privileges[0].name: is required",
    ],
    ["no warehouse", { warehouse: null }, "warehouse: is required"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(failures).toHaveLength(1);
  });
  it("refuses a check of nothing, and a key of no rows", async () => {
    const reasons = async (inputs: Bag) =>
      (await provider.check(TYPE, inputs)).failures.map((failure) => failure.reason).join("\n");
    expect(await reasons({ warehouse: "WH" })).toContain("no leg is named");
    expect(await reasons({ ...legs, key: [{ column: "ID", value: "{number}" }] })).toContain(
      "is of no use without rows",
    );
  });
  it("takes what is not known yet, and shows no value of a row", async () => {
    const unknown = { ...base, features: UNKNOWN, rows: [{ table: UNKNOWN, values: { ID: UNKNOWN } }] };
    expect((await provider.check(TYPE, unknown)).failures).toEqual([]);
    const hidden = { ...base, rows: [{ table: name("T"), values: { ID: secret("canary-{x}") } }] };
    expect(JSON.stringify((await provider.check(TYPE, hidden)).failures)).not.toContain("canary");
  });
});

describe("preview and diff", () => {
  it("says what would be checked, whatever is known, and asks no cloud", async () => {
    const full = await provider.create(TYPE, await checked(), { preview: true });
    expect(full.properties.checks).toBe(
      "privileges, trust, features, unload, scoring, ingest, marked rows there and back",
    );
    expect(full.properties.result).toBeUndefined();
    const only = await provider.create(TYPE, await checked({}, legs), { preview: true });
    expect(only.properties.checks).toBe("privileges, trust, features, unload, scoring, ingest");
    const unknown = await checked({ features: UNKNOWN, triggers: [UNKNOWN] });
    expect((await provider.create(TYPE, unknown, { preview: true })).properties.checks).toBeUndefined();
    expect(only.properties.prediction).toBeUndefined();
    expect([loop.statements, loop.aws.calls]).toEqual([[], []]);
  });
  it("runs again for every input but the waits, and never replaces", async () => {
    const inputs = await checked({ triggers: ["1"] });
    const other: Bag = {
      role: "R",
      warehouse: "WH2",
      privileges: [],
      integration: { name: "S4" },
      stages: [],
      features: { rootTask: name("B"), table: name("F") },
      unload: { rootTask: name("U"), stage: name("S") },
      scoring: {},
      ingest: { pipe: name("P"), table: name("T") },
      rows: [{ table: name("SOURCE"), values: { ID: "{marker}" } }],
      key: [{ column: "ID", value: "{marker}" }],
      loader: "R",
      analyst: "R",
      triggers: ["2"],
    };
    for (const [key, value] of Object.entries(other)) {
      const diff = await provider.diff(TYPE, inputs, { ...inputs, [key]: value });
      expect([key, diff.changes, diff.replaces]).toEqual([key, true, []]);
    }
    for (const wait of ["timeoutSeconds", "quietSeconds"]) {
      expect((await provider.diff(TYPE, inputs, { ...inputs, [wait]: 7 })).changes).toBe(false);
    }
    const schema = JSON.stringify((await provider.schema()).resources);
    for (const key of [...Object.keys(other), "timeoutSeconds", "quietSeconds"])
      expect(schema).toContain(`"${key}"`);
  });
});

describe("update, read, import and delete", () => {
  it("runs again for a trigger, not for a wait", async () => {
    const inputs = await checked({ triggers: ["1"] });
    const { id, properties: state } = await provider.create(TYPE, inputs);
    const preview = await provider.update(
      TYPE,
      id,
      { inputs, state },
      { ...inputs, triggers: ["2"] },
      { preview: true },
    );
    expect(preview.checks).toBe(state.checks);
    expect(preview.result).toBeUndefined();
    expect(preview.prediction).toBeUndefined();
    const again = await provider.update(TYPE, id, { inputs, state }, { ...inputs, triggers: ["2"] });
    expect(again.run).not.toBe(state.run);
    const from = loop.statements.length;
    const waited = await provider.update(TYPE, id, { inputs, state }, { ...inputs, timeoutSeconds: 60 });
    expect(waited.run).toBe(state.run);
    expect(loop.statements.length).toBe(from);
  });
  it("is read as it was, is not imported, and deleting a clean one asks for its note only", async () => {
    const inputs = await checked();
    const { id, properties: state } = await provider.create(TYPE, inputs);
    expect((await provider.read(TYPE, id, { inputs, state })).properties).toEqual(state);
    expect((await failureOf(provider.read(TYPE, id))).message).toContain("cannot be imported");
    const [from, calls] = [loop.statements.length, loop.aws.calls.length];
    await provider.delete(TYPE, id, state, inputs);
    expect(loop.statements.slice(from).filter((sql) => !/^(USE|SHOW STAGES)/.test(sql))).toEqual([]);
    expect(loop.aws.calls.slice(calls).map((call) => call.split(" ")[0])).toEqual(["GET"]);
  });
  it("keeps a secret of a row out of logs, errors and the note", async () => {
    const canary = "canary-check-5521";
    const inputs = await checked({
      rows: [{ table: name("SOURCE"), values: { ID: "{number}", NOTE: secret(canary) } }],
    });
    loop.before = (sql) => {
      if (sql.startsWith("INSERT")) throw new StatementFailed(`cannot cast ${canary}`, "1", "");
    };
    const from = provider.logs.length;
    const error = await failureOf(provider.create(TYPE, inputs));
    expect(error.message).not.toContain(canary);
    expect(JSON.stringify(provider.logs.slice(from))).not.toContain(canary);
    expect(JSON.stringify([...loop.bucket.objects])).not.toContain(canary);
  });
});
