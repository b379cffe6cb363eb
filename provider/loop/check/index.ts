import { type Bag, type Call, reasonOf, type ResourceType } from "../../framework";
import type { OpenSession } from "../../snowflake/session";
import { checkInputs } from "./check";
import { costs, description, example, permissions } from "./docs";
import { removeForGood, runCheck, tokenOf } from "./run";
import { specOf } from "./spec";
import { inputs, outputs } from "./table";
import { checksOf } from "./words";

/** Inputs that only say how to wait. */
const waits = new Set(["timeoutSeconds", "quietSeconds"]);

/** `floe:loop:Check`: a proof at deploy time. Its id is a hash of its URN, so that a cut-off run is found again. */
export function loopCheck(open: OpenSession): ResourceType {
  const proven = async (news: Bag, call: Call): Promise<Bag> => {
    const found = await ended(call, () => runCheck(specOf(news), call, open));
    return { checks: checksOf(news, new Set()), ...found };
  };
  return {
    token: "floe:loop:Check",
    description,
    costs,
    permissions,
    example,
    inputs,
    outputs,
    check: checkInputs,
    async create(news, call) {
      return { id: tokenOf(call.urn), inputs: news, outputs: await proven(news, call) };
    },
    async update(id, olds, news, call) {
      const rerun = Object.keys(inputs).some((key) => !waits.has(key) && differ(olds.inputs[key], news[key]));
      if (!rerun) return { id, inputs: news, outputs: olds.outputs };
      return { id, inputs: news, outputs: await proven(news, call) };
    },
    derive: (_news, { partial, unknown }) => {
      const checks = checksOf(partial, unknown);
      return checks === undefined ? {} : { checks };
    },
    // A proof is history: it cannot drift.
    read: (_id, state) =>
      state === undefined
        ? Promise.reject(new Error("a check cannot be imported: declare it to check the loop"))
        : Promise.resolve(state),
    async delete({ inputs: held }, call) {
      const spec = specOf(held);
      if (spec.rows.length > 0) await ended(call, () => removeForGood(spec, call, open));
    },
  };
}

/** An aborted call ends with the reason of the abort, not with a client's "Request aborted". */
async function ended<T>(call: Call, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw call.signal.aborted ? reasonOf(call.signal) : error;
  }
}

function differ(a: Bag[string], b: Bag[string]): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
