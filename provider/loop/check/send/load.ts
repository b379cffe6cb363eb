import { quoteIdentifier, quoteString } from "../../../../blueprints/snowflake";
import { cell, StatementFailed } from "../../../snowflake/session";
import { liveTasks } from "../../../snowflake/task-graph/live";
import { broken } from "../leg";
import { insertStatement, type Marks } from "../marks";
import { objectName, type Place } from "../place";
import type { Watch } from "../watch";

/** Waits until no row is under way, so that marked rows travel alone; a loop that is never quiet is not waited for. */
export async function waitForQuiet(place: Place, watch: Watch): Promise<void> {
  const { features, unload, quietMs } = place.spec;
  const streams = [features?.stream, unload?.stream].flatMap((stream) => stream ?? []);
  if (quietMs === 0 || streams.length === 0) return;
  const waiting = streams.map(
    (stream, index) => `SYSTEM$STREAM_HAS_DATA(${quoteString(objectName(stream).text)}) AS S${index}`,
  );
  const end = Date.now() + quietMs;
  const ask = async () => {
    const [row = {}] = await place.run(`SELECT ${waiting.join(", ")}`);
    const busy = Object.keys(row).filter((column) => cell(row, column).toLowerCase() === "true").length;
    if (busy > 0) place.call.status("quiet: rows are under way; waiting for them to pass");
    return busy === 0 || Date.now() > end ? busy : undefined;
  };
  const late = () => ({ fact: "the loop was never quiet", fix: "raise timeoutSeconds" });
  if ((await watch.until("quiet", ask, late)) > 0) {
    place.call.log(
      "warning",
      "rows kept coming for quietSeconds: marked rows are sent among them, and files that hold both will stay until they expire",
    );
  }
}

/** Inserts the marked rows as the role that loads. */
export async function load(place: Place, marks: Marks): Promise<void> {
  const { rows, loader } = place.spec;
  for (const row of rows) {
    const { text } = objectName(row.table);
    try {
      await place.run(insertStatement(text, row, marks), loader);
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      const who = loader === undefined ? "the connection's role" : `role ${loader}`;
      throw broken(
        "load",
        `${who} cannot insert a marked row into ${text}: ${error.message}`,
        "let `rows` fit the table's columns, and the role have INSERT on it",
      );
    }
  }
}

/** A graph that only a schedule or a hand starts would keep rows waiting: it is executed once. */
export async function nudge(
  place: Place,
  graph: { readonly rootTask: string; readonly role: string | undefined },
) {
  const root = objectName(graph.rootTask);
  const session = await place.session(graph.role);
  const task = (await liveTasks(session, root)).get(root.name)?.spec;
  if (task === undefined || (task.schedule === undefined && task.when !== undefined)) return;
  place.call.log(
    "info",
    `task ${root.text} runs by ${task.schedule ?? "hand"}: executed for the marked rows`,
  );
  await session.run(`EXECUTE TASK ${root.text}`);
}

/** Reads one value as a role that may only read. */
export async function readValue(place: Place, table: string, column: string, condition: string) {
  const { text } = objectName(table);
  const { analyst } = place.spec;
  try {
    const [row] = await place.run(
      `SELECT ${quoteIdentifier(column)} AS VALUE FROM ${text} WHERE ${condition} LIMIT 1`,
      analyst,
    );
    return row === undefined ? undefined : { value: row.VALUE ?? null, text: cell(row, "VALUE") };
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    const who = analyst === undefined ? "the connection's role" : `role ${analyst}`;
    throw broken(
      "prediction",
      `${who} cannot read predictions from ${text}: ${error.message}`,
      "grant it SELECT on the table, USAGE on its database and schema, and USAGE on the check's warehouse",
    );
  }
}
