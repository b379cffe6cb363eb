import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failureOf, Harness, initFailure, secret, textAsset, UNKNOWN, urnOf } from "./support/harness";
import { Things } from "./support/thing";

const THING = "test:index:Thing";
const CANARY = "canary-9f2c71";
let things: Things;
let provider: Harness;

beforeAll(async () => {
  things = new Things();
  provider = await Harness.start(things.definition(), { account: "A1", password: secret("config-secret-1") });
});
afterAll(() => provider.stop());
beforeEach(() => {
  things.mode = "works";
  things.objects.clear();
});

describe("schema", () => {
  it("is generated from the tables, with named types, secrets and defaults", async () => {
    const schema = (await provider.schema()) as {
      name: string;
      resources: Record<string, { inputProperties: Record<string, object>; requiredInputs: string[] }>;
      types: Record<string, { required: string[] }>;
      functions: Record<string, object>;
    };
    expect(schema.name).toBe("test");
    const inputs = schema.resources[THING]!.inputProperties;
    expect(inputs.size).toMatchObject({ type: "string", default: "small" });
    expect(inputs.password).toMatchObject({ secret: true });
    expect(inputs.name).toMatchObject({ willReplaceOnChanges: true });
    expect(inputs.parts).toMatchObject({ type: "array", items: { $ref: `#/types/${THING}PartsItem` } });
    expect(schema.types[`${THING}PartsItem`]!.required).toEqual(["id"]);
    expect(schema.functions["test:index:echo"]).toBeDefined();
  });
});

describe("configuration", () => {
  it("opens values that arrive as JSON text and ignores the engine's own keys", async () => {
    const { failures } = await provider.checkConfig({ flags: '["a","b"]', retries: "4", version: "1.0.0" });
    expect(failures).toEqual([]);
  });
  it("refuses unknown keys and wrong types without printing values", async () => {
    const { failures } = await provider.checkConfig({ acount: "x", retries: '"many"', password: 7 });
    expect(failures).toHaveLength(3);
    expect(failures).toEqual(
      expect.arrayContaining([
        { property: "retries", reason: "retries: must be a whole number, not a string" },
        { property: "acount", reason: 'acount: is not an input here (did you mean "account"?)' },
        { property: "", reason: "password: must be a string, not a number" },
      ]),
    );
  });
  it("replaces the provider for another account, updates it for another password", async () => {
    expect((await provider.diffConfig({ account: "A1" }, { account: "A2" })).replaces).toEqual(["account"]);
    const update = await provider.diffConfig({ password: "a" }, { password: "b" });
    expect(update).toMatchObject({ changes: true, replaces: [], details: { password: "update" } });
    expect((await provider.diffConfig({ flags: '["a"]' }, { flags: '[ "a" ]' })).changes).toBe(false);
  });
});

describe("check", () => {
  it("fills defaults at every depth and an automatic name that stays", async () => {
    const first = await provider.check(THING, { parts: [{ id: "a" }] });
    expect(first.failures).toEqual([]);
    expect(first.inputs).toMatchObject({ size: "small", parts: [{ id: "a", mode: "auto" }] });
    expect(first.inputs.name).toMatch(/^thing-[0-9a-f]{12}$/);
    const again = await provider.check(THING, {}, { name: "old-name" });
    expect(again.inputs.name).toBe("old-name");
  });
  it("reports every problem at once, with a suggestion", async () => {
    const { failures } = await provider.check(THING, {
      sise: "x",
      size: "smal",
      count: 1.5,
      labels: { a: 1 },
      parts: [{ mode: "x", idd: "y" }, null],
    });
    expect(failures).toEqual(
      expect.arrayContaining([
        { property: "size", reason: 'size: must be one of small, medium, large (did you mean "small"?)' },
        { property: "count", reason: "count: must be a whole number, not a number" },
        { property: "", reason: "labels.a: must be a string, not a number" },
        { property: "", reason: "parts[0].id: is required" },
        { property: "", reason: 'parts[0].idd: is not an input here (did you mean "id"?)' },
        { property: "", reason: "parts[1]: must not be null" },
        { property: "sise", reason: 'sise: is not an input here (did you mean "size"?)' },
      ]),
    );
    expect(failures).toHaveLength(7);
  });
  it("applies the type's own rules and skips what is unknown", async () => {
    expect((await provider.check(THING, { count: 11 })).failures).toEqual([
      { property: "count", reason: "count: must be at most 10; use two things for more" },
    ]);
    const unknown = await provider.check(THING, { count: UNKNOWN, size: UNKNOWN, parts: [{ id: UNKNOWN }] });
    expect(unknown.failures).toEqual([]);
    expect(unknown.inputs).toMatchObject({ count: UNKNOWN, parts: [{ id: UNKNOWN, mode: "auto" }] });
  });
  it("never names a secret property, by schema or by value", async () => {
    const { failures } = await provider.check(THING, {
      password: 5,
      size: secret(CANARY),
      count: secret(11),
    });
    expect(failures.map((failure) => failure.property)).toEqual(["", "", ""]);
    expect(JSON.stringify(failures)).not.toContain(CANARY);
  });
  it("keeps the engine's marks on what it returns and marks what the schema calls secret", async () => {
    const { inputs } = await provider.check(THING, {
      password: "p",
      labels: { a: secret("v") },
      body: textAsset("x", "h"),
    });
    expect(inputs).toMatchObject({
      password: secret("p"),
      labels: { a: secret("v") },
      body: textAsset("x", "h"),
    });
  });
});

describe("diff", () => {
  const old = { name: "n", size: "small", count: 1, password: secret("p"), labels: { a: "x" } };
  it.each([
    ["nothing", {}, {}],
    ["an update", { size: "large" }, { size: "update" }],
    ["a replacement", { name: "m" }, { name: "update-replace" }],
    ["an ignored input", { note: "n" }, {}],
    ["a value that becomes secret, which the state shows", { count: secret(1) }, { count: "update" }],
    ["a secret that becomes plain", { password: "p" }, {}],
    ["a changed secret", { password: secret("q") }, { password: "update" }],
    ["an unknown", { count: UNKNOWN }, { count: "update" }],
    ["a removed input", { count: null }, { count: "delete" }],
    ["a value that means the same", { labels: { a: "X" } }, {}],
    ["a nested change", { labels: { a: "x", "b.c": "y" } }, { 'labels["b.c"]': "add" }],
    ["a nested replacement", { parts: [{ id: "q" }] }, { parts: "add" }],
    ["a default that a release adds", { size: "small" }, {}],
  ])("sees %s", async (_title, news, details) => {
    const result = await provider.diff(THING, old, { ...old, ...news });
    expect(result.details).toEqual(details);
    expect(result.changes).toBe(Object.keys(details).length > 0);
  });
  it("gives the effect of the innermost member", async () => {
    const parts = (id: string, mode: string) => ({ ...old, parts: [{ id, mode }] });
    const replaced = await provider.diff(THING, parts("a", "auto"), parts("b", "auto"));
    expect(replaced).toMatchObject({ details: { "parts[0].id": "update-replace" }, replaces: ["parts"] });
    const updated = await provider.diff(THING, parts("a", "auto"), parts("a", "manual"));
    expect(updated).toMatchObject({ details: { "parts[0].mode": "update" }, replaces: [] });
  });
  it("compares assets by content", async () => {
    const withBody = (text: string, hash: string) => ({ ...old, body: textAsset(text, hash) });
    expect((await provider.diff(THING, withBody("a", "1"), withBody("a", "1"))).changes).toBe(false);
    expect((await provider.diff(THING, withBody("a", "1"), withBody("b", "2"))).details).toEqual({
      body: "update",
    });
  });
  it("names outputs that stay", async () => {
    const state = { ...old, arn: "arn:n", revision: 1, made: "now" };
    const result = await provider.diff(THING, old, { ...old, size: "large" }, state);
    expect(result.stables.sort()).toEqual(["arn", "made"]);
  });
  it("replaces where the type cannot update, deleting first when the name is fixed", async () => {
    const result = await provider.diff("test:index:Fixed", { name: "a" }, { name: "b" });
    expect(result).toMatchObject({ replaces: ["name"], deleteBeforeReplace: false });
  });
});

describe("previews", () => {
  it("return every output that follows from the inputs and leave out the others", async () => {
    const { id, properties } = await provider.create(
      THING,
      { name: "n", password: secret("p") },
      { preview: true },
    );
    expect(id).toBe("");
    expect(properties).toEqual({ name: "n", password: secret("p"), arn: "arn:n" });
    expect(things.objects.size).toBe(0);
    const unknown = await provider.create(THING, { name: UNKNOWN }, { preview: true });
    expect(unknown.properties).toEqual({ name: UNKNOWN });
  });
  it("keep outputs an update cannot change, and only those", async () => {
    const inputs = { name: "n", size: "small" };
    const state = { ...inputs, arn: "arn:n", revision: 1, made: "now", key: secret("k-123456") };
    const news = { name: "n", size: "large" };
    const properties = await provider.update(THING, "n", { inputs, state }, news, { preview: true });
    expect(properties).toEqual({ ...news, arn: "arn:n", made: "now", key: secret("k-123456") });
    const renamed = await provider.update(
      THING,
      "n",
      { inputs, state },
      { name: UNKNOWN },
      { preview: true },
    );
    expect(renamed.arn).toBeUndefined();
  });
});

describe("create, update, read and delete", () => {
  it("mark outputs secret by schema and by the input of their name", async () => {
    const { id, properties } = await provider.create(THING, {
      name: secret("thing-1"),
      labels: { a: secret("v") },
    });
    expect(id).toBe("thing-1");
    expect(properties).toMatchObject({
      name: secret("thing-1"),
      labels: { a: secret("v") },
      key: secret("k-123456"),
    });
  });
  it("update from the old state", async () => {
    const old = { inputs: { name: "n" }, state: { name: "n", revision: 4 } };
    expect(await provider.update(THING, "n", old, { name: "n", size: "large" })).toMatchObject({
      revision: 5,
      size: "large",
    });
  });
  it("read inputs by the id alone, and keep marks on refresh", async () => {
    things.objects.set("n", { name: "n", password: "pass-word", labels: { a: "v" } });
    const imported = await provider.read(THING, "n");
    expect(imported.inputs).toEqual({ name: "n", password: secret("pass-word"), labels: { a: "v" } });
    expect(imported.properties).toMatchObject({ arn: "arn:n" });
    const inputs = { name: "n", labels: { a: secret("v") } };
    const refreshed = await provider.read(THING, "n", { inputs, state: inputs });
    expect(refreshed.inputs.labels).toEqual({ a: secret("v") });
    things.objects.set("n", { name: "n", labels: { a: "drifted" } });
    const drifted = await provider.read(THING, "n", { inputs, state: inputs });
    expect(drifted.inputs.labels).toEqual(secret({ a: "drifted" }));
  });
  it("answer an empty id for what is gone, and delete it without complaint", async () => {
    expect((await provider.read(THING, "gone")).id).toBe("");
    await provider.delete(THING, "gone", { name: "gone" });
  });
  it("report a partly created object with its id, inputs and reasons, secrets taken out", async () => {
    things.mode = "half";
    const error = await failureOf(provider.create(THING, { name: "n", password: secret(CANARY) }));
    const failure = initFailure(error);
    expect(failure).toMatchObject({ id: "n", reasons: ["the second step failed", "for [secret]"] });
    expect(failure?.properties).toMatchObject({
      arn: "arn:n",
      password: secret(CANARY),
      key: secret("k-123456"),
    });
    expect(error.message).not.toContain(CANARY);
  });
  it("take secrets out of errors and log lines, and tell the engine whose they are", async () => {
    things.mode = "leaks";
    const error = await failureOf(provider.create(THING, { name: "n", password: secret(CANARY) }));
    expect(error.message).toContain("the service refused password [secret]");
    const lines = provider.logs.filter((line) => line.urn === urnOf(THING));
    expect(lines).toContainEqual({ message: "working", urn: urnOf(THING), ephemeral: true, severity: 1 });
    expect(lines.at(-1)).toMatchObject({ message: "made with [secret]", ephemeral: false, severity: 2 });
  });
  it("name an unknown type with the nearest", async () => {
    const error = await failureOf(provider.create("test:index:Thingy", {}));
    expect(error.message).toContain('no resource type test:index:Thingy (did you mean "test:index:Thing"?)');
  });
});

describe("cancel and timeouts", () => {
  it("abort what runs and are harmless when nothing does", async () => {
    await provider.cancel();
    things.mode = "hangs";
    const pending = failureOf(provider.create(THING, { name: "n" }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = Date.now();
    await provider.cancel();
    expect((await pending).message).toContain("the deployment was cancelled");
    expect(Date.now() - start).toBeLessThan(1000);
    expect(things.aborted).toBe(1);
    things.mode = "works";
    expect((await provider.create(THING, { name: "after" })).id).toBe("after");
  });
  it("honour the custom timeout", async () => {
    things.mode = "hangs";
    const error = await failureOf(provider.create(THING, { name: "n" }, { timeout: 0.2 }));
    expect(error.message).toContain("the custom timeout of 0.2 s passed");
  });
  it("give up on an operation that does not listen", async () => {
    things.mode = "deaf";
    const pending = failureOf(provider.create(THING, { name: "n" }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await provider.cancel();
    expect((await pending).message).toContain("cancelled");
  });
});

describe("functions", () => {
  it("check their arguments and see the configuration", async () => {
    expect((await provider.invoke("test:index:echo", { text: "hi" })).result).toEqual({
      text: "hi",
      account: "A1",
    });
    expect((await provider.invoke("test:index:echo", {})).failures).toEqual([
      { property: "text", reason: "text: is required" },
    ]);
  });
});
