import type * as Clients from "../../../../provider/aws/clients";
import type { AwsWorld } from "./aws";
import type { Line } from "./line";

/** Processes by the access key their clients carry: so a client finds the line of its process. */
export const processes = new Map<
  string,
  { readonly world: { readonly aws: AwsWorld }; readonly line: Line }
>();

/** Replaces `provider/aws/clients`: every client it makes talks to the world of the process that asks for it. */
export function wired(clients: typeof Clients): typeof Clients {
  const entries = Object.entries(clients).map(([name, value]: [string, unknown]) => {
    if (typeof value !== "function") return [name, value];
    return [
      name,
      (...args: readonly [{ accessKey?: string }]) => {
        const result: unknown = Reflect.apply(value, undefined, args);
        return result instanceof Promise ? attached(result, args[0].accessKey ?? "") : result;
      },
    ];
  });
  return Object.fromEntries(entries) as typeof Clients;
}

/** The line each client is on now. */
const lines = new WeakMap<object, Line>();

async function attached(making: Promise<unknown>, key: string): Promise<unknown> {
  const client = await making;
  const process = processes.get(key);
  if (process === undefined) throw new Error("a client was made for a process of the tests that is over");
  if (typeof client !== "object" || client === null || lines.get(client) === process.line) return client;
  process.world.aws.wire(client as Parameters<AwsWorld["wire"]>[0], process.line);
  lines.set(client, process.line);
  return client;
}
