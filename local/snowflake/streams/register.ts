import type { Account } from "../core/account";
import { notFound, SnowflakeError } from "../core/errors";
import { formatPath, parseName } from "../ddl/names";
import type { Clock } from "../tasks/scheduler";
import { StreamCapture } from "./capture";
import { createLogSchema, runOn } from "./log";
import { StreamSource } from "./source";
import { Staleness } from "./staleness";

/** The streams of an account. */
export interface Streams {
  readonly staleness: Staleness;
  /** Makes the tables that logs need. */
  open(): Promise<void>;
  /** Whether reading a stream would show a row. Throws when there is no such stream. */
  hasData(path: readonly string[]): Promise<boolean>;
}

/** Plugs streams into queries and DML. `changed` is told when changed tables were committed. */
export function registerStreams(account: Account, changed: () => void, clock?: Clock): Streams {
  const { extensions } = account;
  const staleness = new Staleness(clock === undefined ? undefined : () => clock.now());
  const source = new StreamSource(() => account.catalog, staleness, changed);
  extensions.relations.set("STREAM", source);
  extensions.captures.push(new StreamCapture(() => account.catalog));
  extensions.workHooks.push(source);

  const hasData = async (path: readonly string[]): Promise<boolean> => {
    const stream = account.catalog.find("STREAM", path);
    if (stream === undefined) throw notFound("Stream", formatPath(path));
    const connection = await account.database.connect();
    try {
      return await source.hasData(stream, connection);
    } finally {
      connection.closeSync();
    }
  };
  extensions.systemFunctions.set("SYSTEM$STREAM_HAS_DATA", (args, session) => {
    const [name] = args;
    if (typeof name !== "string")
      throw new SnowflakeError(
        "000938",
        "22023",
        "SQL compilation error:\nSYSTEM$STREAM_HAS_DATA needs the name of a stream",
      );
    const path = session.resolve(parseName(name), 3);
    account.access.require(session, "SELECT", "STREAM", path);
    return hasData(path);
  });
  return {
    staleness,
    hasData,
    async open() {
      await account.database.transaction((connection) => createLogSchema(runOn(connection)));
      await staleness.load(account.database);
    },
  };
}
