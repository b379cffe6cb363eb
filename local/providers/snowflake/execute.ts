import { randomUUID } from "node:crypto";
import type { Bag, Value } from "../../../provider/framework/resource";
import { document, text } from "../common/properties";
import { need, plain, str } from "../common/values";
import { snowflake, type SnowflakeCall } from "./define";

const resultsOf = async (query: string, call: SnowflakeCall): Promise<Value> => {
  try {
    const rows = await call.sql(query);
    return rows.map((row): Bag =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
    );
  } catch (error) {
    // As the real provider: a failing query empties the results and warns, it does not fail the resource.
    call.log(
      "warning",
      `the query of ${call.name} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
};

export const execute = snowflake({
  token: "snowflake:index/execute:Execute",
  description: "Runs a statement, and another one when it is deleted.",
  status: "simulated",
  inputs: {
    execute: text("Statement that is run; a change reverts the old and runs the new.", {
      required: true,
      change: "replace",
    }),
    revert: text("Statement that is run on delete.", { required: true }),
    query: text("Query whose rows are kept in queryResults."),
  },
  outputs: { queryResults: document("Rows of the query.", { volatile: true }) },
  async create(inputs, call) {
    await call.sql(need(inputs, "execute"));
    return randomUUID();
  },
  async read(id, call, prior) {
    // Nothing of a statement can be seen afterwards but what its query says.
    if (prior === undefined) throw new Error(`${id}: what a statement did cannot be imported; run it again`);
    const query = str(prior.inputs.query);
    return { queryResults: query === undefined ? undefined : await resultsOf(query, call) };
  },
  update: () => Promise.resolve(undefined),
  async delete(_id, state, call) {
    await call.sql(need(state.inputs, "revert"));
  },
});
