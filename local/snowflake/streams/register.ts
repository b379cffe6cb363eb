import type { Account } from "../core/account";
import { microseconds } from "../core/clock";
import { notFound, SnowflakeError } from "../core/errors";
import { formatPath, parseName } from "../ddl/names";
import type { Clock } from "../tasks/scheduler";
import { StreamCapture } from "./capture";
import { History } from "./history";
import { TablePast } from "./past";
import { StreamSource } from "./source";
import { Staleness } from "./staleness";

/** The streams of an account. */
export interface Streams {
  readonly history: History;
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
  const history = new History(
    () => account.catalog,
    () => account.database,
    () => microseconds(clock),
  );
  const source = new StreamSource(() => account.catalog, staleness, changed);
  extensions.relations.set("STREAM", source);
  extensions.captures.push(new StreamCapture(() => account.catalog, history));
  extensions.workHooks.push(source, history);
  extensions.tableWatchers.push(history);
  extensions.past = new TablePast(account, history);

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
    history,
    staleness,
    hasData,
    async open() {
      await history.open();
      await staleness.load(account.database);
    },
  };
}
