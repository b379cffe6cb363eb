import { jsonText } from "../core/json-text";
import { setTimeout as delay } from "node:timers/promises";
import type { LocalAccount } from "../account";
import { LocalSession } from "./session";
import { registerTransactions } from "./transactions";

/** System functions about sessions and running statements. */
export function registerSystemFunctions(account: LocalAccount): void {
  const { systemFunctions } = account.extensions;
  registerTransactions(account);
  systemFunctions.set("SYSTEM$CANCEL_ALL_QUERIES", (args, asking) => {
    const [number] = args;
    const stopped = account.cancel(
      (_id, session) =>
        session !== asking &&
        session instanceof LocalSession &&
        String(session.number) === jsonText(number) &&
        session.user === asking.user,
    );
    return Promise.resolve(stopped === 0 ? "No queries found to cancel." : `${stopped} queries cancelled.`);
  });
  systemFunctions.set("SYSTEM$CANCEL_QUERY", (args, asking) => {
    const stopped = account.cancel((id, session) => id === args[0] && session.user === asking.user);
    return Promise.resolve(
      stopped === 0
        ? "Identified SQL statement is not currently executing."
        : `query [${jsonText(args[0])}] terminated.`,
    );
  });
  systemFunctions.set("SYSTEM$WAIT", async (args) => {
    const unit = jsonText(args[1] ?? "SECONDS").toUpperCase();
    const factor = unit.startsWith("MILLI")
      ? 1
      : unit.startsWith("MIN")
        ? 60_000
        : unit.startsWith("HOUR")
          ? 3_600_000
          : 1000;
    await delay(Number(args[0]) * factor);
    return `waited ${jsonText(args[0])} ${unit.toLowerCase()}`;
  });
  systemFunctions.set("IS_ROLE_IN_SESSION", (args, session) => {
    const role = account.access.roles.find(jsonText(args[0]));
    return Promise.resolve(role !== undefined && account.access.inherits(session, role));
  });
}
