import type { CustomResource } from "@pulumi/pulumi";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definition } from "../../provider/definition";
import { Provider } from "../../provider/sdk";
import { stackIn } from "./support/native";
import { cases, failing } from "./types";
import { Canaries, type Variant } from "./types/case";
import { declareRefused, reaching, refused } from "./types/configuration";
import { declareEverywhere } from "./types/everywhere";
import { Output, shownOf } from "./types/output";
import { World } from "./types/world";

const PROJECT = "floe-every-type";
const tokens = definition.resources.map(({ token }) => token);
/** Only its check can refuse it. */
const makesNothing = "floe:sagemaker:PromotedModels";
const canaries = new Canaries();
const output = new Output();
let world: World;
let stack: Stack;

/** Declares every case, on a provider that is given all it needs in the program. */
const program =
  (variant: Variant, ids: ReadonlyMap<string, string> = new Map()) =>
  () => {
    const provider = new Provider("cloud", reaching(world));
    const made = new Map<string, CustomResource>();
    for (const { name, token, declare, imported } of cases) {
      const id = imported === "create" ? undefined : ids.get(name);
      const resource = declare({
        world,
        variant,
        options: { provider, ...(id === undefined ? {} : { import: id }) },
        hidden: (place, shape) => canaries.hidden(token, `${name}.${place}`, shape),
        made: (wanted, type) => {
          const found = made.get(wanted);
          if (found instanceof type) return found;
          throw new Error(`${wanted} is not declared before ${name}`);
        },
      });
      made.set(name, resource);
    }
    return Promise.resolve();
  };

type Operation = (onEvent: (event: EngineEvent) => void) => Promise<unknown>;

/** What the engine did to each resource, and to which of its properties; `same` is left out. */
async function steps(operation: Operation, hear = true): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const errors: string[] = [];
  const run = operation((event) => {
    if (hear) output.hear(event);
    if (event.diagnosticEvent?.severity === "error") errors.push(event.diagnosticEvent.message);
    const metadata = (event.resourcePreEvent ?? event.resOutputsEvent)?.metadata;
    if (metadata?.type.startsWith("floe:") !== true) return;
    const op = /replace/.test(metadata.op) ? "replace" : metadata.op;
    if (op === "same" || op === "refresh") return;
    const paths = op === "update" ? Object.keys(metadata.detailedDiff ?? {}).sort() : [];
    found[nameIn(metadata.urn)] = [op, ...paths].join(" ");
  });
  await run.catch((error: unknown) => {
    throw errors.length === 0 ? error : new Error(errors.join("\n"));
  });
  return found;
}
const nameIn = (urn: string): string => urn.split("::").at(-1) ?? "";
const up = (variant: Variant) =>
  steps((onEvent) => stack.up({ program: program(variant), onEvent, debug: true }));
const preview = (variant: Variant, on = stack) =>
  steps((onEvent) => on.preview({ program: program(variant), diff: true, onEvent, ...output.all() }));
const refresh = () => steps((onEvent) => stack.refresh({ onEvent, ...output.all() }));

/** Secrets that an export of the state shows outside their marks. */
const shownIn = async (on: Stack) =>
  canaries.in(JSON.stringify(shownOf((await on.exportStack()).deployment)));
const each = (op: (one: (typeof cases)[number]) => string | undefined) =>
  Object.fromEntries(
    cases.flatMap((one) => {
      const wanted = op(one);
      return wanted === undefined ? [] : [[one.name, wanted]];
    }),
  );

beforeAll(async () => {
  world = await World.start();
  canaries.add("provider password", world.password);
  canaries.add("provider secretKey", world.aws.credentials.secretAccessKey);
  stack = await stackIn(world.place("stacks"), PROJECT, program("first"), {});
}, 120_000);
afterAll(() => world.stop());

describe("every resource type on the real engine and the local cloud", () => {
  it.each(tokens)("%s has a case, with secrets, and one that fails", (token) => {
    const of = (list: readonly { token: string }[]) => list.filter((one) => one.token === token);
    expect(of(cases), `${token} has no case: write one in test/engine/types`).not.toEqual([]);
    if (token !== makesNothing)
      expect(of(failing), `${token} has no failing case: write one in test/engine/types`).not.toEqual([]);
  });

  it("is made, and then there is nothing to do, also after a refresh", async () => {
    expect(await up("first")).toEqual(each(() => "create"));
    expect(await preview("first")).toEqual({});
    expect(await refresh()).toEqual({});
    expect(await preview("first")).toEqual({});
  });

  it("is imported by its id alone, with what a program calls secret sealed in the state", async () => {
    const exported = (await stack.exportStack()).deployment as { resources: { urn: string; id?: string }[] };
    const ids = new Map(exported.resources.map(({ urn, id }) => [nameIn(urn), id ?? ""]));
    const second = await stackIn(world.place("stacks"), PROJECT, program("first"), {}, "second");
    // What the engine shows of an import itself is what the cloud tells: nobody has called it secret yet.
    const adopted = await steps((onEvent) => second.up({ program: program("first", ids), onEvent }), false);
    expect(adopted).toEqual(each(({ imported }) => imported));
    expect(await preview("first", second)).toEqual({});
    expect(await shownIn(second)).toEqual([]);
  });

  it("changes in place, and is replaced only by what the table says replaces", async () => {
    const replaced = await preview("elsewhere");
    expect(
      Object.keys(replaced)
        .filter((name) => replaced[name] === "replace")
        .sort(),
    ).toEqual(Object.keys(each(({ replaces }) => (replaces === true ? "replace" : undefined))).sort());
    const changed = await preview("changed");
    for (const { name } of cases) expect(changed[name]).toMatch(/^update \w/);
    expect(await up("changed")).toEqual(changed);
    expect(await preview("changed")).toEqual({});
    expect(await refresh()).toEqual({});
    expect(await preview("changed")).toEqual({});
    expect(await shownIn(stack)).toEqual([]);
  });

  it("is deleted", async () => {
    const deleted = steps((onEvent) => stack.destroy({ onEvent, ...output.all() }));
    expect(await deleted).toEqual(each(() => "delete"));
  });
});

describe("an error on the real engine", () => {
  let one: Stack;
  /** Its default provider is configured by the stack. */
  beforeAll(async () => {
    one = await stackIn(world.place("stacks"), PROJECT, () => Promise.resolve(), {}, "failing");
    const settings = Object.entries(reaching(world)).map(
      ([key, value]) =>
        [`floe:${key}`, { value: String(value), secret: /password|secretKey/.test(key) }] as const,
    );
    await one.setAllConfig(Object.fromEntries(settings));
  });

  /** What the engine says of each resource that failed. */
  async function errors(operation: Operation): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const run = operation((event) => {
      output.hear(event);
      const { severity, urn, message = "" } = event.diagnosticEvent ?? {};
      if (severity === "error") {
        const key = urn === undefined ? "" : urn.split("::").slice(2).join(" ").replace(/^.*\$/, "");
        found.set(key, `${found.get(key) ?? ""}${message}`);
      }
    });
    await expect(run).rejects.toThrow();
    return found;
  }

  it("has a case for every secret of the configuration", () => {
    const secrets = Object.entries(definition.config).flatMap(([key, { secret }]) =>
      secret === true ? [key] : [],
    );
    expect(Object.keys(refused).sort()).toEqual(secrets.sort());
  });

  it("says why a creation failed, without the secrets it failed by", async () => {
    const program = () => {
      for (const { token, name, declare } of failing)
        declare({
          world,
          options: {},
          hidden: (place, shape) => canaries.hidden(token, `failing.${name}.${place}`, shape),
        });
      for (const key of Object.keys(refused))
        declareRefused(key, world, (place, shape) => canaries.hidden("provider", `${key}.${place}`, shape));
      return Promise.resolve();
    };
    const found = await errors((onEvent) =>
      one.up({
        program,
        onEvent,
        continueOnError: true,
        ...output.all(),
        logVerbosity: 9,
        logToStdErr: true,
      }),
    );
    for (const { token, name, says } of failing)
      expect(found.get(`${token} ${name}`) ?? "no error", `${token} ${name}`).toMatch(says);
    for (const key of Object.keys(refused))
      expect(
        [...found.keys()].some((at) => at.endsWith(` by ${key}`)),
        key,
      ).toBe(true);
    expect(await shownIn(one)).toEqual([]);
  });

  it.each(definition.resources.map((type) => [type.token, type] as const))(
    "repeats no secret, wherever it stands in the inputs of a %s",
    async (token, type) => {
      const program = () => {
        declareEverywhere(type, canaries);
        return Promise.resolve();
      };
      const found = await errors((onEvent) => one.preview({ program, onEvent, ...output.all() }));
      expect(found.get(`${token} everywhere`)).toContain("has a problem");
    },
  );
});

describe("what the engine and the local cloud let out meanwhile", () => {
  it.each(tokens)("had secrets of a %s to show", (token) => {
    const given = canaries.placesOf(token).filter((place) => !place.includes("everywhere"));
    if (token !== makesNothing) expect(given, `hide something in the cases of ${token}`).not.toEqual([]);
  });

  it("shows no secret", () => {
    const [said, logged] = [output.text(), world.logs()];
    expect(said).toContain("told [secret]");
    expect(canaries.in(said)).toEqual([]);
    expect(logged).not.toBe("");
    expect(canaries.in(logged)).toEqual([]);
  });
});
