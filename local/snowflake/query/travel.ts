import type { CatalogObject } from "../core/cloud";
import { syntaxError, unsupported, type SnowflakeError } from "../core/errors";
import type { PastMoment, PastQuery } from "../core/hooks";
import type { Account } from "../core/account";
import { microseconds } from "../core/clock";
import { parseName } from "../ddl/names";
import { LTZ, NTZ, typeText } from "../tables/types";
import type { Moment, Travel } from "./parse/ast";
import { translate } from "./translate/expressions";
import { topScope } from "./translate/query";
import type { Environment, Relation } from "./translate/scope";
import { cast, double, is, isInstant, isNumeric, text } from "./translate/typed";

/** A table in the past, or its changes since. */
export async function pastRelation(
  account: Account,
  table: CatalogObject,
  travel: Travel,
  environment: Environment,
): Promise<Relation> {
  const { past } = account.extensions;
  if (table.kind !== "TABLE" || past === undefined)
    throw unsupported(`${travel.changes === undefined ? "time travel" : "CHANGES"} on ${table.kind}`);
  const start = await moment(account, travel.start, environment);
  const end = travel.changes?.end && (await moment(account, travel.changes.end, environment));
  const query: PastQuery = {
    start,
    ...(travel.changes && {
      changes: { appendOnly: travel.changes.information === "APPEND_ONLY", ...(end && { end }) },
    }),
  };
  const { sql, columns } = await past.relation(table, query, environment.work);
  return { sql: `(${sql})`, columns: columns.map(({ name, type }) => ({ name, type })) };
}

const notConstant = (option: string): SnowflakeError =>
  syntaxError(`Invalid argument for time travel: ${option} needs a constant expression.`);

async function moment(account: Account, at: Moment, environment: Environment): Promise<PastMoment> {
  const { option, value } = at;
  const inclusive = at.word !== "BEFORE";
  const scope = topScope({ ...environment, parameters: undefined });
  const evaluate = async (sql: string): Promise<unknown> => {
    const reader = await environment.work.connection.runAndReadAll(`SELECT ${sql}`);
    const cell = reader.getRows()[0]?.[0];
    if (cell === null || cell === undefined) throw notConstant(option);
    return cell;
  };
  if (value.k === "column") throw notConstant(option);
  const given = translate(value, scope);
  switch (option) {
    case "TIMESTAMP": {
      // Text and timestamps without a zone are UTC here, whatever the session's zone is.
      if (!isInstant(given) && !is(given, "text", "date"))
        throw syntaxError(
          `Invalid type [${given.type === undefined ? "NULL" : typeText(given.type)}] for parameter 'TIMESTAMP'`,
        );
      const utc = is(given, "text", "date", "timestamp_ntz");
      const micros = await evaluate(`epoch_us(${cast(given, utc ? NTZ : LTZ).sql})`);
      return { kind: "time", inclusive, micros: micros as bigint };
    }
    case "OFFSET": {
      if (!isNumeric(given)) throw syntaxError("OFFSET needs a number of seconds, such as -60.");
      const micros = await evaluate(`CAST(round(${double(given)} * 1000000) AS BIGINT)`);
      if ((micros as bigint) > 0n)
        throw syntaxError("OFFSET must not be in the future: it needs -N seconds.");
      return { kind: "time", inclusive, micros: microseconds(account.options.clock) + (micros as bigint) };
    }
    case "STATEMENT":
      return { kind: "statement", inclusive, id: (await evaluate(text(given))) as string };
    case "STREAM": {
      if (at.word !== "AT") throw syntaxError(`STREAM is for AT (..), not for ${at.word} (..).`);
      const name = (await evaluate(text(given))) as string;
      return { kind: "stream", inclusive, path: environment.work.session.resolve(parseName(name), 3) };
    }
  }
}
