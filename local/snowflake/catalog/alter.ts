import type { CatalogObject, Path, Session, Statement } from "../core/cloud";
import { alreadyExists, SnowflakeError, unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import { atOption, interpret, invalidProperty, readOptions } from "../ddl/options";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import type { Change, ObjectKind, Properties } from "../kinds/kind";
import { requireCreate } from "./create";
import { complete, optionTable, readUnset } from "./definition";
import { DEPTH, findVisible, getVisible, readNamed, runDdl, type DdlRun, type DdlServices } from "./services";

const DONE = "Statement executed successfully.";

export function alter(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("ALTER");
  const start = stream.mark();
  const named = readNamed(stream, services, session);
  if (named === undefined) {
    stream.reset(start);
    throw unsupported(`ALTER ${stream.rest()}`);
  }
  return runDdl(services, statement, session, async (run) => {
    if (named.ifExists && findVisible(services, session, named) === undefined) {
      stream.rest();
      return status(DONE);
    }
    const object = getVisible(services, session, named);
    const kind = services.registry.get(object.kind);
    requireAlter(run, kind, object, stream);
    if (stream.take("RENAME TO")) return rename(run, kind, object, stream);
    if (stream.take("SWAP WITH")) return swap(run, kind, object, stream);
    const change = await readChange(run, kind, object, stream);
    stream.end();
    return apply(run, kind, object, change);
  });
}

function requireAlter(run: DdlRun, kind: ObjectKind, object: CatalogObject, stream: TokenStream): void {
  const words: string[] = [];
  for (let offset = 0; stream.peek(offset)?.kind === "word"; offset++)
    words.push(stream.peek(offset)?.value ?? "");
  const privileges = kind.alterPrivileges?.(words) ?? [];
  const allowed =
    run.access.ownedBy(run.session, object) ||
    privileges.some((privilege) => run.access.on(run.session, privilege, object));
  if (!allowed) throw run.access.denied(object);
}

async function readChange(
  run: DdlRun,
  kind: ObjectKind,
  object: CatalogObject,
  stream: TokenStream,
): Promise<Change> {
  const mark = stream.mark();
  const own = await kind.parseAlter?.(stream, { ...run, object });
  if (own !== undefined) return own;
  stream.reset(mark);
  if (stream.take("SET")) {
    if (stream.atWords("TAG")) throw unsupported(`ALTER ${kind.name} .. SET TAG`);
    if (atOption(stream)) return readSet(run, kind, object, stream);
  }
  if (stream.take("UNSET")) {
    if (stream.atWords("TAG")) throw unsupported(`ALTER ${kind.name} .. UNSET TAG`);
    return unset(run, kind, object, readUnset(kind, stream));
  }
  throw unsupported(`ALTER ${kind.name} .. ${stream.rest()}`);
}

async function readSet(
  run: DdlRun,
  kind: ObjectKind,
  object: CatalogObject,
  stream: TokenStream,
): Promise<Change> {
  const { COMMENT, ...given } = interpret(readOptions(stream), optionTable(kind), kind.name);
  refuseFixed(kind, Object.keys(given));
  const properties = await complete(
    kind,
    { ...object.properties, ...given },
    { ...run, path: object.path, before: object },
  );
  return { properties, ...(typeof COMMENT === "string" ? { comment: COMMENT } : {}) };
}

async function unset(
  run: DdlRun,
  kind: ObjectKind,
  object: CatalogObject,
  names: readonly string[],
): Promise<Change> {
  refuseFixed(kind, names);
  const kept = Object.fromEntries(Object.entries(object.properties).filter(([key]) => !names.includes(key)));
  const defaults: Properties = Object.fromEntries(
    Object.entries(kind.defaults ?? {}).filter(([key]) => names.includes(key)),
  );
  const context = { ...run, path: object.path, before: object };
  const properties = await complete(kind, { ...kept, ...defaults }, context);
  return { properties, ...(names.includes("COMMENT") ? { comment: "" } : {}) };
}

function refuseFixed(kind: ObjectKind, names: readonly string[]): void {
  const fixed = names.find((name) => kind.fixedOptions?.includes(name));
  if (fixed !== undefined) throw invalidProperty(fixed, kind.name);
}

async function apply(run: DdlRun, kind: ObjectKind, object: CatalogObject, change: Change): Promise<Result> {
  const after = await run.catalog.update(object.id, {
    ...(change.properties === undefined ? {} : { properties: change.properties }),
    ...(change.comment === undefined ? {} : { comment: change.comment }),
  });
  await kind.onAlter?.(object, after, run);
  if (change.rows !== undefined) return { kind: "ddl", ...change.rows };
  return status(change.message ?? DONE);
}

async function rename(
  run: DdlRun,
  kind: ObjectKind,
  object: CatalogObject,
  stream: TokenStream,
): Promise<Result> {
  if (kind.rename === false || kind.isSystem?.(object) === true)
    throw unsupported(`ALTER ${kind.name} .. RENAME`);
  const path = renamed(run.session.resolve(stream.name(), DEPTH[kind.scope]), object);
  stream.end();
  if (!run.access.ownedBy(run.session, object)) throw run.access.denied(object);
  if (formatPath(path.slice(0, -1)) !== formatPath(object.path.slice(0, -1))) requireCreate(run, kind, path);
  const taken = run.catalog.find(kind.namespace ?? kind.name, path);
  if (taken !== undefined && taken.id !== object.id) throw alreadyExists(path.at(-1) ?? "");
  const after = await run.catalog.update(object.id, { path });
  await kind.onRename?.(object, after, run);
  follow(run.session, object, path);
  return status(DONE);
}

/** Overloaded objects keep their argument types. */
function renamed(path: Path, object: CatalogObject): Path {
  const signature = /\(.*\)$/.exec(object.path.at(-1) ?? "")?.[0];
  return signature === undefined ? path : [...path.slice(0, -1), `${path.at(-1) ?? ""}${signature}`];
}

function follow(session: Session, before: CatalogObject, path: Path): void {
  if (before.kind === "DATABASE" && session.database === before.path[0]) session.database = path[0];
  if (before.kind === "SCHEMA" && session.database === before.path[0] && session.schema === before.path[1]) {
    session.database = path[0];
    session.schema = path[1];
  }
  if (before.kind === "WAREHOUSE" && session.warehouse === before.path[0]) session.warehouse = path[0];
  if (before.kind === "ROLE" && session.role === before.path[0]) session.role = path[0];
}

async function swap(
  run: DdlRun,
  kind: ObjectKind,
  object: CatalogObject,
  stream: TokenStream,
): Promise<Result> {
  if (kind.swap !== true) throw unsupported(`ALTER ${kind.name} .. SWAP WITH`);
  const path = run.session.resolve(stream.name(), DEPTH[kind.scope]);
  stream.end();
  const other = getVisible(run.services, run.session, { kindName: kind.name, kind, path });
  for (const each of [object, other])
    if (!run.access.ownedBy(run.session, each)) throw run.access.denied(each);
  if (other.id === object.id)
    throw new SnowflakeError("002037", "42601", "SQL compilation error:\ncannot swap an object with itself");
  const aside = [...object.path.slice(0, -1), `${object.path.at(-1) ?? ""}\u0000swap`];
  const parked = await run.catalog.update(object.id, { path: aside });
  const moved = await run.catalog.update(other.id, { path: object.path });
  const swapped = await run.catalog.update(object.id, { path: other.path });
  await kind.onSwap?.(object, swapped, other, moved, run);
  if (kind.onSwap === undefined) {
    await kind.onRename?.(object, parked, run);
    await kind.onRename?.(other, moved, run);
    await kind.onRename?.(parked, swapped, run);
  }
  return status(DONE);
}
