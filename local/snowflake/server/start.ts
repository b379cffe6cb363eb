import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AccountOptions } from "../core/account";
import { LocalAccount } from "../account";
import { Routes } from "./routes";

export interface StartOptions extends AccountOptions {
  /** Default 127.0.0.1; any other than a loopback address is refused. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * How long a request waits for its statement before the driver is told to ask again (code 333333), in milliseconds.
   * Default 30,000: well below the drivers' own time limits.
   */
  readonly patienceMs?: number;
}

export interface RunningSnowflake {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly account: LocalAccount;
  /** Ends the services, closes every session and writes everything to disk. */
  stop(): Promise<void>;
}

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/** Opens the account in `stateDir` and serves the drivers' protocol. Rejects with EADDRINUSE when the port is taken. */
export async function startSnowflake(options: StartOptions): Promise<RunningSnowflake> {
  const host = options.host ?? "127.0.0.1";
  if (!LOOPBACK.has(host))
    throw new Error(`host '${host}' is not a loopback address: the local Snowflake serves this machine only`);
  const account = await LocalAccount.open(options);
  const routes = new Routes(account, options.patienceMs);
  const server = createServer((request, response) => void routes.handle(request, response));
  server.keepAliveTimeout = 60_000;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, host, resolve);
    });
  } catch (error) {
    await account.stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  account.address = { host, port };
  await account.start();
  return {
    url: `http://${host}:${port}`,
    host,
    port,
    account,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await account.stop();
    },
  };
}
