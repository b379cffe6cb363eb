import type { CatalogObject, Session } from "../core/cloud";
import { unsupported } from "../core/errors";
import { instant, text, type Cell, type Result, type ResultColumn } from "../core/result";
import type { Grant } from "../access/grants";
import { readContainer, readRole } from "../access/parse";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import { getVisible, readNamed, type DdlServices } from "../catalog/services";

type Row = readonly Cell[];

const PRIVILEGES: readonly ResultColumn[] = [
  instant("created_on"),
  text("privilege"),
  text("granted_on"),
  text("name"),
  text("granted_to"),
  text("grantee_name"),
  text("grant_option"),
  text("granted_by"),
  text("granted_by_role_type"),
];
const MEMBERS: readonly ResultColumn[] = [
  instant("created_on"),
  text("role"),
  text("granted_to"),
  text("grantee_name"),
  text("granted_by"),
];
const FUTURE: readonly ResultColumn[] = [
  instant("created_on"),
  text("privilege"),
  text("grant_on"),
  text("name"),
  text("grant_to"),
  text("grantee_name"),
  text("grant_option"),
];

const show = (columns: readonly ResultColumn[], rows: readonly Row[]): Result => ({
  kind: "show",
  columns,
  rows,
});
const underscored = (kind: string): string => kind.replaceAll(" ", "_");
const principal = (object: CatalogObject): string =>
  object.kind === "DATABASE ROLE" ? formatPath(object.path) : (object.path[0] ?? "");

/** SHOW [FUTURE] GRANTS in all its forms. */
export function showGrants(services: DdlServices, stream: TokenStream, session: Session): Result {
  const future = stream.take("FUTURE");
  stream.expect("GRANTS");
  if (future) return futureGrants(services, stream, session);
  if (stream.take("ON ACCOUNT")) return finish(stream, () => onObject(services, undefined));
  if (stream.take("ON")) {
    const named = readNamed(stream, services, session);
    if (named === undefined) throw unsupported(`SHOW GRANTS ON ${stream.rest()}`);
    const object = getVisible(services, session, named);
    return finish(stream, () => onObject(services, object));
  }
  if (stream.take("OF")) {
    const role = readRole(stream, services, session, roleWord(stream, "OF"));
    return finish(stream, () => members(services, role));
  }
  if (!stream.take("TO")) {
    const user = services.catalog.get("USER", [session.user]);
    return finish(stream, () => ofUser(services, user));
  }
  if (stream.take("USER")) {
    const user = readRole(stream, services, session, "USER");
    return finish(stream, () => ofUser(services, user));
  }
  const grantee = readRole(stream, services, session, roleWord(stream, "TO"));
  return finish(stream, () => toRole(services, grantee));
}

function roleWord(stream: TokenStream, where: string): "ROLE" | "DATABASE ROLE" {
  const word = stream.takeOne(["DATABASE ROLE", "ROLE"] as const);
  if (word === undefined) throw unsupported(`SHOW GRANTS ${where} ${stream.rest()}`);
  return word;
}

function finish(stream: TokenStream, make: () => Result): Result {
  stream.end();
  return make();
}

function grantedName(services: DdlServices, object: CatalogObject | undefined): string {
  if (object === undefined) return services.accountName;
  const returns = object.properties["RETURNS"];
  const signed = (object.path.at(-1) ?? "").endsWith(")");
  if (!signed) return formatPath(object.path);
  const suffix = typeof returns === "string" ? `:${returns}` : "";
  return `${formatPath(object.path.slice(0, -1))}."${object.path.at(-1) ?? ""}${suffix}"`;
}

function kindName(services: DdlServices, object: CatalogObject | undefined): string {
  if (object === undefined) return "ACCOUNT";
  const kind = services.registry.get(object.kind);
  return underscored(kind.grantName ?? kind.name);
}

function privilegeRow(services: DdlServices, grant: Grant, object: CatalogObject | undefined): Row[] {
  const grantee = services.catalog.byId(grant.grantee);
  if (grantee === undefined) return [];
  return [
    [
      new Date(grant.createdOn),
      grant.privilege,
      kindName(services, object),
      grantedName(services, object),
      underscored(grantee.kind),
      principal(grantee),
      String(grant.grantOption),
      grant.grantedBy,
      "ROLE",
    ],
  ];
}

function ownershipRow(services: DdlServices, object: CatalogObject): Row {
  const granteeKind = object.owner.includes(".") ? "DATABASE_ROLE" : "ROLE";
  const name = grantedName(services, object);
  const on = kindName(services, object);
  return [
    new Date(object.createdOn),
    "OWNERSHIP",
    on,
    name,
    granteeKind,
    object.owner,
    "true",
    object.owner,
    "ROLE",
  ];
}

function onObject(services: DdlServices, object: CatalogObject | undefined): Result {
  const grants = services.access.grants.on(object?.id ?? 0).filter((grant) => grant.type === "privilege");
  const rows = grants.flatMap((grant) => privilegeRow(services, grant, object));
  const usage = object === undefined ? [] : memberUsage(services, object);
  return show(PRIVILEGES, [
    ...(object === undefined || object.owner === "" ? [] : [ownershipRow(services, object)]),
    ...rows,
    ...usage,
  ]);
}

/** Membership of roles in a role shows as USAGE on it. */
const memberUsage = (services: DdlServices, role: CatalogObject): Row[] =>
  services.access.grants
    .on(role.id)
    .filter((grant) => grant.type === "role" && services.catalog.byId(grant.grantee)?.kind !== "USER")
    .flatMap((grant) => privilegeRow(services, grant, role));

function toRole(services: DdlServices, role: CatalogObject): Result {
  const owned = ownedObjects(services, role).map((object) => ownershipRow(services, object));
  const held = services.access.grants
    .to(role.id)
    .filter((grant) => grant.type !== "future")
    .flatMap((grant) => {
      const object = services.catalog.byId(grant.onId);
      return object === undefined && grant.onId !== 0 ? [] : privilegeRow(services, grant, object);
    });
  return show(PRIVILEGES, [...owned, ...held]);
}

function ownedObjects(services: DdlServices, role: CatalogObject): CatalogObject[] {
  const owner = principal(role);
  return services.registry.kinds.flatMap((kind) =>
    services.catalog.list(kind.name).filter((object) => object.owner === owner),
  );
}

function memberRow(grant: Grant, role: CatalogObject, grantee: CatalogObject): Row {
  return [
    new Date(grant.createdOn),
    principal(role),
    underscored(grantee.kind),
    principal(grantee),
    grant.grantedBy,
  ];
}

function members(services: DdlServices, role: CatalogObject): Result {
  const grants = services.access.grants.on(role.id).filter((grant) => grant.type === "role");
  const rows = grants.flatMap((grant) => {
    const grantee = services.catalog.byId(grant.grantee);
    return grantee === undefined ? [] : [memberRow(grant, role, grantee)];
  });
  return show(MEMBERS, rows);
}

function ofUser(services: DdlServices, user: CatalogObject): Result {
  const grants = services.access.grants.to(user.id).filter((grant) => grant.type === "role");
  const rows = grants.flatMap((grant) => {
    const role = services.catalog.byId(grant.onId);
    return role === undefined ? [] : [memberRow(grant, role, user)];
  });
  return show(MEMBERS, rows);
}

function futureGrants(services: DdlServices, stream: TokenStream, session: Session): Result {
  if (stream.take("IN")) {
    const container = readContainer(stream, services, session);
    return finish(stream, () => show(FUTURE, futureRows(services, services.access.grants.on(container.id))));
  }
  stream.expect("TO");
  const grantee = readRole(stream, services, session, roleWord(stream, "TO"));
  return finish(stream, () => show(FUTURE, futureRows(services, services.access.grants.to(grantee.id))));
}

function futureRows(services: DdlServices, grants: readonly Grant[]): Row[] {
  return grants.flatMap((grant) => {
    const container = services.catalog.byId(grant.onId);
    const grantee = services.catalog.byId(grant.grantee);
    if (grant.type !== "future" || container === undefined || grantee === undefined) return [];
    return [
      [
        new Date(grant.createdOn),
        grant.privilege,
        underscored(grant.onKind),
        `${formatPath(container.path)}.<${grant.onKind}>`,
        underscored(grantee.kind),
        principal(grantee),
        String(grant.grantOption),
      ],
    ];
  });
}
