import type { Session, Statement } from "../core/cloud";
import { unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import { findVisible, getVisible, readNamed, runDdl, type DdlServices } from "./services";

/** COMMENT [IF EXISTS] ON <kind> <name> IS '<text>' */
export function comment(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("COMMENT");
  const ifExists = stream.take("IF EXISTS");
  stream.expect("ON");
  const mark = stream.mark();
  const named = readNamed(stream, services, session);
  if (named === undefined) {
    stream.reset(mark);
    throw unsupported(`COMMENT ON ${stream.rest()}`);
  }
  stream.expect("IS");
  const words = stream.string();
  stream.end();
  return runDdl(services, statement, session, async (run) => {
    const done = status("Statement executed successfully.");
    if (ifExists && findVisible(services, session, named) === undefined) return done;
    const object = getVisible(services, session, named);
    if (!run.access.ownedBy(session, object)) throw run.access.denied(object);
    await run.catalog.update(object.id, { comment: words });
    return done;
  });
}
