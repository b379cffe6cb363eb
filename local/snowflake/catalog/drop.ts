import type { CatalogObject, Session, Statement } from "../core/cloud";
import { unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import type { ObjectKind } from "../kinds/kind";
import { INFORMATION_SCHEMA } from "../kinds/schema";
import {
  findVisible,
  getVisible,
  readNamed,
  readPath,
  requireParents,
  runDdl,
  type DdlRun,
  type DdlServices,
} from "./services";
import { titleCase } from "./store";
import { requireCreate } from "./create";

/** Removes an object and what is inside it, letting each one's kind undo its effects first. */
export async function dropObject(
  run: DdlRun,
  kind: ObjectKind,
  object: CatalogObject,
  replaced: boolean,
): Promise<void> {
  const keep = kind.undrop === true;
  const context = { ...run, keep, replaced, withContainer: false };
  const inside = { ...context, withContainer: true };
  for (const inner of [...run.catalog.contents(object)].reverse())
    await run.services.registry.find(inner.kind)?.onDrop?.(inner, inside);
  await kind.onDrop?.(object, context);
  await run.catalog.remove(object.id, { keep });
}

export function drop(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("DROP");
  const start = stream.mark();
  const named = readNamed(stream, services, session);
  if (named === undefined) {
    stream.reset(start);
    throw unsupported(`DROP ${stream.rest()}`);
  }
  const restrict = !stream.take("CASCADE") && stream.take("RESTRICT");
  if (
    restrict &&
    named.kind.name !== "TABLE" &&
    named.kind.name !== "SCHEMA" &&
    named.kind.name !== "DATABASE"
  )
    throw unsupported(`DROP ${named.kindName} .. RESTRICT`);
  stream.end();
  return runDdl(services, statement, session, async (run) => {
    const name = named.path.at(-1) ?? "";
    const exists = named.ifExists ? findVisible(services, session, named) !== undefined : true;
    if (!exists) return status(`Drop statement executed successfully (${name} already dropped).`);
    const object = getVisible(services, session, named);
    const kind = services.registry.get(object.kind);
    if (!run.access.ownedBy(session, object) || kind.isSystem?.(object) === true)
      throw run.access.denied(object);
    if (restrict) refuseContents(run, object);
    await dropObject(run, kind, object, false);
    if (session.warehouse === name && kind.name === "WAREHOUSE") session.warehouse = undefined;
    leave(session, object);
    return status(`${name} successfully dropped.`);
  });
}

function refuseContents(run: DdlRun, object: CatalogObject): void {
  const inside = run.catalog
    .contents(object)
    .filter(
      (inner) => inner.kind !== "SCHEMA" || !["PUBLIC", INFORMATION_SCHEMA].includes(inner.path[1] ?? ""),
    );
  if (inside.length > 0)
    throw unsupported(
      `DROP ${object.kind} .. RESTRICT while it holds ${inside.length} objects (use CASCADE)`,
    );
}

/** A session does not stay in a database or schema that is gone. */
function leave(session: Session, object: CatalogObject): void {
  const [database, schema] = object.path;
  if (object.kind === "DATABASE" && session.database === database) {
    session.database = undefined;
    session.schema = undefined;
  }
  if (object.kind === "SCHEMA" && session.database === database && session.schema === schema)
    session.schema = undefined;
}

export function undrop(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("UNDROP");
  const kindName = services.registry.takeName(stream);
  const kind = kindName === undefined ? undefined : services.registry.find(kindName);
  if (kind?.undrop !== true) throw unsupported(`UNDROP ${kindName ?? stream.rest()}`);
  const path = readPath(stream, kind, session);
  stream.end();
  return runDdl(services, statement, session, async (run) => {
    requireParents(services, session, path);
    requireCreate(run, kind, path);
    const restored = await run.catalog.restore(kind.name, path);
    if (!run.access.ownedBy(session, restored)) throw run.access.denied(restored);
    await kind.onUndrop?.(restored, run);
    for (const inner of run.catalog.contents(restored))
      await services.registry.find(inner.kind)?.onUndrop?.(inner, run);
    return status(`${kind.title ?? titleCase(kind.name)} ${path.at(-1) ?? ""} successfully restored.`);
  });
}
