import { status } from "../../local/cloud/control";
import { stateDir } from "../../local/paths";
import type { Bag } from "../../provider/framework";
import { closeConnections, openSession } from "../../provider/snowflake/connect";
import { nameParts } from "../../provider/snowflake/names";
import type { Session } from "../../provider/snowflake/session";
import { qualifiedName } from "../../blueprints/snowflake";
import { CliError, exitCodes } from "../exit";

/** Where a graph is and how to talk to it. */
export interface Place {
  readonly session: Session;
  readonly again: () => Promise<Session>;
  /** `local` or the account's name, for people. */
  readonly account: string;
}

/**
 * The account the environment names (`SNOWFLAKE_ACCOUNT`, or organization and account name, as every driver reads
 * them), else the running local cloud.
 */
export async function withSnowflake<T>(
  role: string | undefined,
  signal: AbortSignal,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const { config, account } = await settings();
  const open = (listening: AbortSignal) =>
    openSession({ config, signal: listening }, role).catch((error: unknown) => {
      if (error instanceof CliError) throw error;
      throw new CliError(error instanceof Error ? error.message : String(error), exitCodes.usage);
    });
  try {
    const again = () => open(new AbortController().signal);
    return await work({ session: await open(signal), again, account });
  } finally {
    await closeConnections();
  }
}

async function settings(): Promise<{ config: Bag; account: string }> {
  const { SNOWFLAKE_ACCOUNT, SNOWFLAKE_ORGANIZATION_NAME, SNOWFLAKE_ACCOUNT_NAME } = process.env;
  const named =
    SNOWFLAKE_ACCOUNT ?? (SNOWFLAKE_ORGANIZATION_NAME === undefined ? undefined : SNOWFLAKE_ACCOUNT_NAME);
  if (named !== undefined && named !== "") return { config: {}, account: named };
  const local = await status(stateDir());
  if (local === undefined) {
    throw new CliError(
      `no Snowflake account: set SNOWFLAKE_ACCOUNT and a private key for a real one, or start a local cloud with \`floe local up\``,
      exitCodes.notRunning,
    );
  }
  const { account, user, password, host, port, protocol } = local.state.snowflake;
  return {
    config: { account, user, password, host, port, protocol, role: "ACCOUNTADMIN" },
    account: "local",
  };
}

/** The root's qualified, quoted name; unquoted parts count as upper-case, as in SQL. */
export function rootName(text: string): string {
  try {
    const parts = nameParts(text);
    if (parts.length === 3) return qualifiedName(...parts);
  } catch {
    // Said below.
  }
  throw new CliError(
    `"${text}" is not the qualified name of a task: write DATABASE.SCHEMA.ROOT, with double quotes around parts in lower case`,
    exitCodes.usage,
  );
}
