import {
  type Bag,
  type Call,
  isOpen,
  PartialFailure,
  type Problem,
  type ResourceType,
  type State,
  text,
  texts,
  type Value,
} from "../../framework";
import { nameParts } from "../names";
import { giveTo } from "../ownership";
import { type OpenSession, type Session, StatementFailed } from "../session";
import { change, needed } from "./change";
import { checkRoutine } from "./check";
import { untilUnused } from "./drain";
import { type Described, describeRoutine, installedPackages, liveLevels, remembered } from "./live";
import { readInputs } from "./read";
import { bodyOf, createRoutine, levels, setLevels } from "./sql";
import { type Kind, routineOutputs, type Table } from "./table";
import { identity, idOf, nameOf, named, oneSpelling, sha256, signatureTypes } from "./types";

/** What makes a procedure differ from a function. */
export interface RoutineSpec extends Pick<
  ResourceType,
  "token" | "description" | "costs" | "permissions" | "example"
> {
  readonly kind: Kind;
  readonly inputs: Table;
  readonly check: (inputs: Bag, unknown: ReadonlySet<string>) => readonly Problem[];
}

/** A Python routine. Its id is its signature: `"DB"."SCHEMA"."NAME"(NUMBER, VARCHAR)`. */
export function routine(open: OpenSession, spec: RoutineSpec): ResourceType {
  const { kind, check, ...about } = spec;
  return {
    ...about,
    outputs: routineOutputs,
    check: (inputs, unknown) => [...checkRoutine(kind, inputs, unknown), ...check(inputs, unknown)],
    change: (property, olds, news) => (property === "arguments" ? typesChange(olds, news) : undefined),
    same,
    derive: (news, { unknown }) => derived(news, unknown),
    // A routine with optional arguments bears no other of its name beside it.
    deleteBeforeReplace: (olds, news) => nameOf(olds) === nameOf(news) && [olds, news].some(hasOptional),
    create: (news, call) => create(open, kind, news, call),
    read: (id, state, call) => read(open, kind, id, state, call),
    update: (id, olds, news, call) => update(open, kind, id, olds, news, call),
    async delete(state, call) {
      const session = await open(call, text(state.inputs.role) ?? text(state.outputs.role));
      await untilUnused(session, state.inputs, `${kind.toLowerCase()} ${identity(state.id).sql}`, call);
      try {
        await session.run(`DROP ${kind} IF EXISTS ${identity(state.id).sql}`);
      } catch (error) {
        if (!(error instanceof StatementFailed && error.missing)) throw error;
      }
    },
  };
}

function hasOptional(inputs: Bag): boolean {
  return named(inputs.arguments).some((argument) => argument.default !== undefined);
}

function typesChange(olds: Bag, news: Bag) {
  if (named(news.arguments).some(({ type }) => type === "")) return undefined;
  return signatureTypes(olds) === signatureTypes(news) ? "update" : "replace";
}

/** Spellings of one type or name are the same; so is another order of packages and integrations. */
function same(path: string, old: Value, value: Value): boolean {
  if (path === "returns" || path.endsWith(".type"))
    return typeof old === "string" && typeof value === "string" && oneSpelling(old) === oneSpelling(value);
  if (path === "code")
    return typeof old === "string" && typeof value === "string" && bare(old) === bare(value);
  if (path === "packages" || path === "externalAccessIntegrations")
    return JSON.stringify(texts(old).sort()) === JSON.stringify(texts(value).sort());
  if (path === "artifactRepository" || path.startsWith("secrets."))
    return typeof old === "string" && typeof value === "string" && sameName(old, value);
  return false;
}

/** Code without the empty lines around it, which mean nothing to Python. */
function bare(code: string): string {
  return code.replace(/^(\s*\n)+|\s+$/g, "");
}

function sameName(old: string, value: string): boolean {
  try {
    return JSON.stringify(nameParts(old)) === JSON.stringify(nameParts(value));
  } catch {
    return false;
  }
}

function derived(news: Bag, unknown: ReadonlySet<string>): Bag {
  const isNamed = ["database", "schema", "name"].every((key) => news[key] !== undefined);
  return {
    ...(isNamed ? { qualifiedName: nameOf(news) } : {}),
    ...(isNamed && !isOpen(unknown, "arguments") ? { signature: idOf(news) } : {}),
    ...(isOpen(unknown, "code", "vectorized", "handler") ? {} : { codeHash: hashOf(news) }),
  };
}

function hashOf(inputs: Bag): string {
  const body = bodyOf(inputs);
  return body === undefined ? "" : sha256(body);
}

function outputsOf(inputs: Bag, described: Described): Bag {
  return {
    qualifiedName: nameOf(inputs),
    signature: idOf(inputs),
    codeHash: hashOf(inputs),
    installedPackages: installedPackages(described),
    described: remembered(described),
  };
}

async function create(open: OpenSession, kind: Kind, news: Bag, call: Call): Promise<State> {
  const session = await open(call, text(news.role));
  const id = idOf(news);
  try {
    await session.run(createRoutine(kind, news, "CREATE"));
  } catch (error) {
    if (!(error instanceof StatementFailed && error.exists)) throw error;
    await takeUp(session, kind, news);
  }
  return settled(session, kind, id, news, {});
}

/** One that a cut-off creation left is taken and made exact; any other of this signature is somebody's. */
async function takeUp(session: Session, kind: Kind, news: Bag): Promise<void> {
  const id = identity(idOf(news));
  const live = await describeRoutine(session, kind, id);
  const wanted = (bodyOf(news) ?? "").trim();
  if (live === undefined || live.handler !== news.handler || (live.body ?? "").trim() !== wanted) {
    throw new Error(
      `${kind.toLowerCase()} ${id.sql} exists already with other code: import it by that id, or choose another name`,
    );
  }
  await session.run(createRoutine(kind, news, "CREATE OR REPLACE"));
}

/** Sets the levels and reads back what came of it. What exists by now is reported even when this fails. */
async function settled(session: Session, kind: Kind, id: string, news: Bag, before: Bag): Promise<State> {
  let described: Described = {};
  try {
    for (const sql of setLevels(kind, identity(id).sql, news, before)) await session.run(sql);
    described = (await describeRoutine(session, kind, identity(id))) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const state = { id, inputs: without(news, Object.keys(levels)), outputs: outputsOf(news, described) };
    throw new PartialFailure(state, [`${kind.toLowerCase()} ${id} exists, but: ${reason}`]);
  }
  return { id, inputs: news, outputs: outputsOf(news, described) };
}

function without(inputs: Bag, keys: readonly string[]): Bag {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !keys.includes(key)));
}

async function update(
  open: OpenSession,
  kind: Kind,
  id: string,
  olds: State,
  news: Bag,
  call: Call,
): Promise<State> {
  const { sql: name } = identity(id);
  const role = text(news.role);
  if (text(olds.inputs.role) !== role)
    await giveTo(open, `${kind} ${name}`, text(olds.inputs.role), role, call);
  const session = await open(call, role);
  if (needed(olds.inputs, news)) {
    call.status(`change ${kind.toLowerCase()} ${name}`);
    await change(session, kind, olds.inputs, news);
    return settled(session, kind, id, news, {});
  }
  return settled(session, kind, id, news, olds.inputs);
}

async function read(
  open: OpenSession,
  kind: Kind,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const held = state === undefined || Object.keys(state.inputs).length === 0 ? undefined : state.inputs;
  const session = await open(call, text(held?.role));
  const known = identity(id);
  const described = await describeRoutine(session, kind, known);
  if (described === undefined) return undefined;
  if (/^(?!PYTHON$)./i.test(described.language ?? ""))
    throw new Error(`${known.sql} is written in ${described.language ?? ""}: this resource is for Python`);
  const before = state?.outputs.described;
  const found = readInputs(kind, known, described, held, before);
  const set =
    held === undefined || Object.keys(levels).some((key) => held[key] !== undefined)
      ? await liveLevels(session, kind, known)
      : {};
  const inputs = { ...without(found, Object.keys(levels)), ...set };
  return {
    id: known.sql,
    inputs,
    // What was remembered stays, so that drift shows until the routine is changed.
    outputs: { ...outputsOf(inputs, described), described: before ?? remembered(described) },
  };
}
