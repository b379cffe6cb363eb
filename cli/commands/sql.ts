import { readFileSync } from "node:fs";
import { table, type Output } from "../output";
import { SnowflakeClient } from "../snowflake";
import { runningCloud } from "./local";

/** `floe local sql`: statements in local Snowflake through the official driver, as the account's administrator. */
export async function localSql(statement: string, output: Output): Promise<void> {
  const { snowflake } = await runningCloud();
  const client = await SnowflakeClient.connect(snowflake);
  try {
    const results = await client.run(statement === "-" ? readFileSync(0, "utf8") : statement);
    const last = results.at(-1);
    output.document(results.length === 1 && last ? last : { results });
    for (const { columns, rows } of results) {
      const names = columns.map(({ name }) => name);
      for (const line of table(
        names,
        rows.map((row) => names.map((name) => row[name])),
      ))
        output.print(line);
      output.note(`${rows.length} row${rows.length === 1 ? "" : "s"}`);
    }
  } finally {
    await client.close();
  }
}
