import type { Session } from "../core/cloud";
import { unsupported } from "../core/errors";
import type { Result } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import { getVisible, readNamed, showContext, type DdlServices } from "../catalog/services";

/** DESCRIBE <kind> <name> [TYPE = COLUMNS] */
export async function describe(
  services: DdlServices,
  stream: TokenStream,
  session: Session,
): Promise<Result> {
  if (!stream.take("DESCRIBE")) stream.expect("DESC");
  const mark = stream.mark();
  const named = readNamed(stream, services, session);
  if (named === undefined) {
    stream.reset(mark);
    throw unsupported(`DESCRIBE ${stream.rest()}`);
  }
  if (stream.take("TYPE")) {
    stream.expectSymbol("=");
    if (!stream.take("COLUMNS")) throw unsupported(`DESCRIBE .. TYPE = ${stream.rest()}`);
  }
  stream.end();
  const object = getVisible(services, session, named);
  const table = services.registry.get(object.kind).describe;
  if (table === undefined) throw unsupported(`DESCRIBE ${object.kind}`);
  return {
    kind: "show",
    columns: table.columns,
    rows: await table.rows(object, showContext(services, session)),
  };
}
