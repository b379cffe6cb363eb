import { setTimeout as sleep } from "node:timers/promises";
import pc from "picocolors";
import type { SnowflakeConnection } from "../../local/cloud/state";
import { CliError } from "../exit";
import type { Output } from "../output";
import { SnowflakeClient, type ResultSet } from "../snowflake";
import type { DemoOutputs } from "./outputs";

/** Longest wait for predictions after `up`; the loop takes seconds, a broken one must not hang. */
const PATIENCE_MS = 120_000;

export interface Predictions {
  readonly rows: number;
  readonly sample: ResultSet;
  /** Measures by their names in lower case, such as `auc`. */
  readonly quality: Readonly<Record<string, number>>;
}

/** Waits until every expected prediction is in the table, then reads them back through the official driver. */
export async function readBack(
  to: SnowflakeConnection,
  outputs: DemoOutputs,
  output: Output,
): Promise<Predictions> {
  const client = await SnowflakeClient.connect(to);
  try {
    const rows = await waitForAll(client, outputs.progress, output);
    const [sample] = await client.run(outputs.sample);
    const [measures] = outputs.quality ? await client.query(outputs.quality) : [];
    const quality = Object.entries(measures ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      Number(value),
    ]);
    return {
      rows,
      sample: sample ?? { columns: [], rows: [] },
      quality: Object.fromEntries(quality) as Record<string, number>,
    };
  } finally {
    await client.close();
  }
}

async function waitForAll(client: SnowflakeClient, progress: string, output: Output): Promise<number> {
  let said = -1;
  for (const until = Date.now() + PATIENCE_MS; ;) {
    const [row] = await client.query(progress);
    const predicted = Number(row?.PREDICTED ?? 0);
    const expected = Number(row?.EXPECTED ?? 0);
    if (expected > 0 && predicted >= expected) return predicted;
    if (predicted !== said) output.note(pc.dim(`predictions: ${predicted} of ${expected}`));
    said = predicted;
    await sleep(500);
    if (Date.now() > until) {
      throw new CliError(
        `only ${predicted} of ${expected} predictions arrived within ${PATIENCE_MS / 1000} s: see \`floe local logs\``,
      );
    }
  }
}
