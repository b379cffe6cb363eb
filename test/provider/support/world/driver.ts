import { setTimeout } from "node:timers/promises";
import { driverSessions, type Sessions } from "../../../../provider/snowflake/connect";
import type { OpenSession } from "../../../../provider/snowflake/session";
import type { Line } from "./line";
import { Relay } from "./relay";
import type { SnowflakeCloud, SnowflakeWorld } from "./snowflake";

/** The local Snowflake beneath the official driver's own requests: each process has a driver and a network of its own. */
export class DriverWorld implements SnowflakeCloud {
  private readonly processes = new Map<
    Line,
    { readonly relay: Promise<Relay>; readonly sessions: Sessions }
  >();
  private before = 0;

  constructor(
    private readonly cloud: SnowflakeWorld,
    private readonly key: string,
  ) {}

  /** With a key pair, as in production, and as logging in with a password costs more than all that follows. */
  get config() {
    return { ...this.cloud.config, authenticator: "SNOWFLAKE_JWT", privateKey: this.key };
  }

  /** @param anew Also where all of it is there: what has a history must not find that of another world. */
  async prepare(statements: readonly string[], anew: boolean): Promise<void> {
    await this.total();
    await this.cloud.prepare(anew ? [...statements] : statements);
    this.before = await this.total();
  }

  picture(): string {
    return this.cloud.picture();
  }

  async begun(): Promise<number> {
    return (await this.total()) - this.before;
  }

  /** Graph runs that ever began, once none is under way: one that was queued begins when the one before it ends. */
  private async total(): Promise<number> {
    for (let quiet = 0; ;) {
      const { begun, pending } = await this.cloud.graphRuns();
      quiet = pending === 0 ? quiet + 1 : 0;
      if (quiet > 1 || begun === 0) return begun;
      await setTimeout(10);
    }
  }

  open(line: Line): OpenSession {
    const relay = Relay.start(this.cloud.address, line);
    const sessions = driverSessions();
    this.processes.set(line, { relay, sessions });
    return async ({ config, signal }, role) =>
      sessions.open({ config: { ...config, port: (await relay).port }, signal }, role);
  }

  async leave(line: Line): Promise<void> {
    const process = this.processes.get(line);
    if (process === undefined) return;
    this.processes.delete(line);
    const relay = await process.relay;
    relay.end();
    await process.sessions.close();
    await relay.stop();
  }
}
