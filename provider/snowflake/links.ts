import type { Connection } from "snowflake-sdk";
import { reasonOf } from "../framework";
import type { connectionOptions } from "./settings";

export type Options = ReturnType<typeof connectionOptions>;

/** One connection per role, kept for the life of the process: logging in costs more than most statements. */
export class Links {
  private readonly all = new Map<string, Promise<Connection>>();

  async get(options: Options, signal: AbortSignal): Promise<Connection> {
    const key = keyOf(options);
    for (;;) {
      const known = this.all.get(key);
      if (known === undefined) {
        const opening = connect(options);
        this.all.set(key, opening);
        opening.catch(() => this.forget(key, opening));
        return unlessAborted(opening, signal);
      }
      const found = await unlessAborted(known, signal);
      if (found.isUp()) return found;
      this.forget(key, known);
    }
  }

  /** A new connection in place of one that Snowflake has ended, unless another session has made it already. */
  async renew(options: Options, ended: Connection, signal: AbortSignal): Promise<Connection> {
    const known = this.all.get(keyOf(options));
    if ((await known?.catch(() => undefined)) === ended) this.forget(keyOf(options), known);
    return this.get(options, signal);
  }

  private forget(key: string, opening: Promise<Connection> | undefined): void {
    if (this.all.get(key) === opening) this.all.delete(key);
  }

  async close(): Promise<void> {
    const open = [...this.all.values()];
    this.all.clear();
    await Promise.all(
      open.map(async (opening) => {
        const connection = await opening.catch(() => undefined);
        await new Promise<void>((resolve) => {
          if (connection === undefined) resolve();
          else connection.destroy(() => resolve());
        });
      }),
    );
  }
}

function keyOf({ account, accessUrl, username, role, warehouse }: Options): string {
  return JSON.stringify([account, accessUrl, username, role, warehouse]);
}

async function connect(options: Options): Promise<Connection> {
  const sdk = await import("snowflake-sdk");
  sdk.default.configure({ logLevel: "OFF", additionalLogToConsole: false });
  const connection = sdk.default.createConnection(options);
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => {
      if (!(error instanceof Error)) resolve();
      else reject(new Error(`cannot log in to Snowflake account ${options.account}: ${error.message}`));
    });
  });
  return connection;
}

/** The driver logs in for minutes where nobody answers; whoever cancels must not wait for that. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reasonOf(signal));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
