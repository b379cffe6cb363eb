import type { LocalAccount } from "../account";
import type { Json, Session } from "../core/cloud";
import { jsonText } from "../core/json-text";
import { parseName } from "../ddl/names";
import { tableName } from "./names";
import { Refusal } from "./status";

const answer = (responseCode: number, responseMessage: string): string =>
  JSON.stringify({ responseCode, responseMessage });

/**
 * SYSTEM$SNOWPIPE_STREAMING_MIGRATE_CHANNEL_OFFSET_TOKEN: the sink calls it for each partition it takes over, because one of
 * its versions named channels differently.
 */
async function migrate(account: LocalAccount, args: readonly Json[], session: Session): Promise<string> {
  const [table, from, to] = args.map((each) => jsonText(each));
  if (from === to) return answer(53, "The source is the destination");
  try {
    const found = account.streaming.table(session, tableName(session.resolve(parseName(table ?? ""), 3)));
    const moved = await account.streaming.moveOffset(found, from ?? "", to ?? "");
    return moved ? answer(50, "Success") : answer(51, "The source channel does not exist");
  } catch (error) {
    if (error instanceof Refusal) return answer(error.status, error.message);
    throw error;
  }
}

export function registerStreamingFunctions(account: LocalAccount): void {
  account.extensions.systemFunctions.set(
    "SYSTEM$SNOWPIPE_STREAMING_MIGRATE_CHANNEL_OFFSET_TOKEN",
    (args, session) => migrate(account, args, session),
  );
}
