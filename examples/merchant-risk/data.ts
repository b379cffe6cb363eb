import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dataFolder } from "../cache";

const SEED = 20_130_101;
const MERCHANTS = 4_000;
const DAYS = 180;
/** Share of merchants whose outcome is not known yet: they are what the model is for. */
const UNKNOWN = 0.2;

export interface MerchantData {
  /** MERCHANT_ID, RISKY (empty while unknown). */
  readonly merchants: string;
  /** TRANSACTION_ID, MERCHANT_ID, AMOUNT, OCCURRED_AT. */
  readonly transactions: string;
}

/**
 * Made-up merchants and their transactions, the same on every machine. A merchant's true risk falls with how often it
 * sells and rises with how much a sale is worth, and nothing else: a model can only find it through per-merchant
 * averages and counts. Chance flips some outcomes, so that no model can be perfect.
 */
export async function merchantData(folder = dataFolder("merchant-risk")): Promise<MerchantData> {
  const files = {
    merchants: join(folder, "merchants.csv.gz"),
    transactions: join(folder, "merchant_transactions.csv.gz"),
  };
  const { merchants, transactions } = generate();
  await mkdir(folder, { recursive: true });
  await publish(files.merchants, ["MERCHANT_ID,RISKY", ...merchants]);
  await publish(files.transactions, ["TRANSACTION_ID,MERCHANT_ID,AMOUNT,OCCURRED_AT", ...transactions]);
  return files;
}

/** The rows as CSV lines. */
export function generate(): { merchants: string[]; transactions: string[] } {
  const random = generator(SEED);
  const merchants: string[] = [];
  const transactions: string[] = [];
  for (let merchant = 1; merchant <= MERCHANTS; merchant++) {
    const typical = Math.exp(3 + 1.1 * normal(random));
    const count = 1 + Math.floor(Math.exp(2.4 + 0.8 * normal(random)));
    const score = 1.4 * (Math.log(typical) - 3) - 1.6 * (Math.log(count) - 2.4) - 0.6;
    const risky = random() < 1 / (1 + Math.exp(-score));
    const known = random() >= UNKNOWN;
    merchants.push(`${merchant},${known ? (risky ? "1" : "0") : ""}`);
    for (let sale = 0; sale < count; sale++) {
      const amount = Math.max(0.5, typical * Math.exp(0.35 * normal(random)));
      const when = new Date(Date.UTC(2025, 0, 1) + Math.floor(random() * DAYS * 86_400) * 1000);
      const at = when.toISOString().slice(0, 19).replace("T", " ");
      transactions.push(`${transactions.length + 1},${merchant},${amount.toFixed(2)},${at}`);
    }
  }
  return { merchants, transactions };
}

async function publish(path: string, lines: readonly string[]): Promise<void> {
  const staging = `${path}.${process.pid}`;
  await writeFile(staging, gzipSync(`${lines.join("\n")}\n`, { level: 6 }));
  await rename(staging, path);
}

/** Mulberry32: small, fast and the same everywhere; its quality is far above what this needs. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One draw of the standard normal distribution (Box-Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
