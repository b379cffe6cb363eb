import type { Session } from "../core/cloud";
import { instant, text, type Cell, type Result } from "../core/result";
import { getVisible, readPath, type DdlServices } from "../catalog/services";
import type { TokenStream } from "../ddl/stream";
import { isGroup, textOf, without, type Group } from "../kinds/values";

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
  return { kind: "show", columns: COLUMNS, rows: isGroup(identity) ? [row(identity, user.createdOn)] : [] };
}

function row(identity: Group, createdOn: number): Cell[] {
  const info = without(identity, "TYPE");
  const lower = Object.fromEntries(Object.entries(info).map(([key, value]) => [key.toLowerCase(), value]));
  return [
    "DEFAULT",
    textOf({ properties: identity }, "TYPE") ?? null,
    null,
    null,
    new Date(createdOn),
    JSON.stringify(lower),
  ];
}
