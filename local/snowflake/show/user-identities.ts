import type { Json, Session } from "../core/cloud";
import { instant, text, type Cell, type Result } from "../core/result";
import { getVisible, readPath, type DdlServices } from "../catalog/services";
import type { TokenStream } from "../ddl/stream";

const COLUMNS = [
  text("name"),
  text("type"),
  text("comment"),
  instant("last_used"),
  instant("created_on"),
  text("additional_info"),
];

/** SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS FOR USER <name> */
export function showUserIdentities(services: DdlServices, stream: TokenStream, session: Session): Result {
  stream.expect("USER", "WORKLOAD", "IDENTITY", "AUTHENTICATION", "METHODS");
  const kind = services.registry.get("USER");
  if (stream.take("FOR")) stream.take("USER");
  const path = stream.done ? [session.user] : readPath(stream, kind, session);
  stream.end();
  const user = getVisible(services, session, { kindName: "USER", kind, path });
  const identity = user.properties["WORKLOAD_IDENTITY"];
  return { kind: "show", columns: COLUMNS, rows: isObject(identity) ? [row(identity, user.createdOn)] : [] };
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function row(identity: { readonly [key: string]: Json }, createdOn: number): Cell[] {
  const { TYPE, ...info } = identity;
  const lower = Object.fromEntries(Object.entries(info).map(([key, value]) => [key.toLowerCase(), value]));
  return ["DEFAULT", String(TYPE), null, null, new Date(createdOn), JSON.stringify(lower)];
}
