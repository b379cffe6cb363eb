import type { CatalogObject, Path } from "../core/cloud";
import { alreadyExists, insufficientPrivileges, syntaxError, unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import { applyFutureGrants } from "../access/future";
import type { CreateContext, Definition, ObjectKind, Properties } from "../kinds/kind";
import { readDefinition } from "./definition";
import { readPath, requireParents, runDdl, type DdlRun, type DdlServices } from "./services";
import { titleCase } from "./store";
import type { Session, Statement } from "../core/cloud";
import { LocalSession } from "../session/session";
import { dropObject } from "./drop";

interface Header {
  readonly kind: ObjectKind;
  readonly replace: boolean;
  readonly orAlter: boolean;
  readonly ifNotExists: boolean;
  readonly modifiers: ReadonlySet<string>;
}

/** Reads `CREATE [OR REPLACE | OR ALTER] <modifiers> <kind> [IF NOT EXISTS]`, up to the name. */
function readHeader(stream: TokenStream, services: DdlServices): Header {
  stream.expect("CREATE");
  const replace = stream.take("OR REPLACE");
  const orAlter = !replace && stream.take("OR ALTER");
  const modifiers = new Set<string>();
  const known = new Set(services.registry.kinds.flatMap((kind) => kind.modifiers ?? []));
  let kindName = services.registry.takeName(stream);
  while (kindName === undefined) {
    const word = stream.peek();
    if (word?.kind !== "word" || !known.has(word.value)) throw unsupported(`CREATE ${word?.value ?? ""}`);
    modifiers.add(stream.word());
    kindName = services.registry.takeName(stream);
  }
  const kind = services.registry.get(kindName);
  for (const modifier of modifiers)
    if (!(kind.modifiers ?? []).includes(modifier)) throw unsupported(`CREATE ${modifier} ${kind.name}`);
  if (replace && kind.noReplace === true) throw unsupported(`CREATE OR REPLACE ${kind.name}`);
  if (orAlter && kind.orAlter !== true) throw unsupported(`CREATE OR ALTER ${kind.name}`);
  const ifNotExists = stream.take("IF NOT EXISTS");
  if (replace && ifNotExists)
    throw syntaxError("options OR REPLACE and IF NOT EXISTS are incompatible; give one of them");
  return { kind, replace, orAlter, ifNotExists, modifiers };
}

/** Throws unless the session may create objects of the kind there. */
export function requireCreate(run: DdlRun, kind: ObjectKind, path: Path): void {
  const { services, session, access, catalog } = run;
  requireParents(services, session, path);
  const privilege = kind.createPrivilege === undefined ? `CREATE ${kind.name}` : kind.createPrivilege;
  if (kind.scope === "account") {
    if (privilege === null || !access.onAccount(session, privilege))
      throw insufficientPrivileges("account", services.accountName);
    return;
  }
  const parent = catalog.get(kind.scope === "database" ? "DATABASE" : "SCHEMA", path.slice(0, -1));
  if (privilege === null ? !access.ownedBy(session, parent) : !access.on(session, privilege, parent))
    throw access.denied(parent);
}

export function create(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  const header = readHeader(stream, services);
  return runDdl(services, statement, session, async (run) => {
    const { kind } = header;
    const named =
      kind.overloaded === true ? session.resolve(stream.name(), 3) : readPath(stream, kind, session);
    requireParents(services, session, named);
    const before =
      kind.overloaded === true ? undefined : run.catalog.find(kind.namespace ?? kind.name, named);
    if (before !== undefined && header.ifNotExists)
      return status(`${named.at(-1) ?? ""} already exists, statement succeeded.`);
    if (before === undefined || !header.orAlter) requireCreate(run, kind, named);
    if (before !== undefined) requireReplaceable(run, header, before);
    const context: CreateContext = {
      ...run,
      path: named,
      modifiers: header.modifiers,
      ...(header.orAlter && before !== undefined ? { existing: before } : {}),
    };
    const definition = await readDefinition(kind, stream, context);
    if (header.orAlter && before !== undefined) return alterTo(run, kind, before, definition);
    return createNew(run, header, named, definition, before);
  });
}

/** What makes an object end with its session. */
const temporary = ["TEMPORARY", "TEMP", "VOLATILE"];

function requireReplaceable(run: DdlRun, header: Header, before: CatalogObject): void {
  const name = before.path.at(-1) ?? "";
  if (!header.replace && !header.orAlter) throw alreadyExists(name);
  if (before.kind !== header.kind.name) throw alreadyExists(name);
  if (!run.access.ownedBy(run.session, before)) throw run.access.denied(before);
  if (header.kind.isSystem?.(before) === true) throw run.access.denied(before);
}

async function createNew(
  run: DdlRun,
  header: Header,
  named: Path,
  definition: Definition,
  replaced: CatalogObject | undefined,
): Promise<Result> {
  const { kind } = header;
  const name = named.at(-1) ?? "";
  const path =
    definition.signature === undefined ? named : [...named.slice(0, -1), name + definition.signature];
  if (definition.copyGrants === true && header.orAlter)
    throw syntaxError("COPY GRANTS does not go with CREATE OR ALTER, which keeps all grants");
  const before = replaced ?? run.catalog.find(kind.namespace ?? kind.name, path);
  if (before !== undefined) {
    if (header.ifNotExists) return status(`${name} already exists, statement succeeded.`);
    if (before !== replaced) requireReplaceable(run, header, before);
    if (header.orAlter) return alterTo(run, kind, before, definition);
  }
  const grants = before === undefined ? [] : run.access.grants.on(before.id);
  if (before !== undefined) await dropObject(run, kind, before, true);
  const object = await run.catalog.create({
    kind: kind.name,
    path,
    owner: run.owner,
    comment: definition.comment ?? "",
    properties: definition.properties,
  });
  if (temporary.some((modifier) => header.modifiers.has(modifier)) && run.session instanceof LocalSession)
    run.session.temporaryObjects.add(object.id);
  await applyFutureGrants(run, object);
  if (definition.copyGrants === true)
    await run.access.grants.addAll(
      grants
        .filter((grant) => grant.type === "privilege" && grant.privilege !== "OWNERSHIP")
        .map((grant) => ({ ...grant, onId: object.id, grantedBy: run.owner })),
    );
  await kind.onCreate?.(run.catalog.byId(object.id) ?? object, run);
  return status(definition.message ?? `${kind.title ?? titleCase(kind.name)} ${name} successfully created.`);
}

/** CREATE OR ALTER of an existing object: what the statement does not name goes back to its default. */
async function alterTo(
  run: DdlRun,
  kind: ObjectKind,
  before: CatalogObject,
  definition: Definition,
): Promise<Result> {
  kind.checkOrAlter?.(before, definition);
  const known = new Set([...Object.keys(kind.options ?? {}), ...(kind.parameters ?? [])]);
  const state: Properties = Object.fromEntries(
    Object.entries(before.properties).filter(([key]) => !known.has(key)),
  );
  const after = await run.catalog.update(before.id, {
    comment: definition.comment ?? "",
    properties: kind.overloaded === true ? definition.properties : { ...state, ...definition.properties },
  });
  await kind.onAlter?.(before, after, run);
  return status(definition.message ?? `${before.path.at(-1) ?? ""} successfully altered.`);
}
