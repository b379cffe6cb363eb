import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dataFolder } from "../cache";
import { generate } from "../merchant-risk/data";

/** Merchants whose outcome is known have a past in files; those of the others arrive as records. */
export interface PaymentData {
  /** MERCHANT_ID, RISKY (empty while unknown): all merchants. */
  readonly merchants: string;
  /** TRANSACTION_ID, MERCHANT_ID, AMOUNT, OCCURRED_AT: sales of merchants whose outcome is known. */
  readonly past: string;
  /** The sales of all others as records for Kafka, a line each: `{ "key": .., "value": {..} }`. */
  readonly records: string;
  readonly counts: { readonly merchants: number; readonly arriving: number; readonly records: number };
}

/** The merchants of the example `merchant-risk`, the same on every machine, with some sales held back for Kafka. */
export async function paymentData(folder = dataFolder("kafka-transactions")): Promise<PaymentData> {
  const { merchants, transactions } = generate();
  const open = new Set(merchants.filter((line) => line.endsWith(",")).map((line) => line.split(",")[0]));
  const arrives = (line: string): boolean => open.has(line.split(",")[1]);
  const records = transactions.filter(arrives).map(record);
  const files = {
    merchants: join(folder, "merchants.csv.gz"),
    past: join(folder, "past_transactions.csv.gz"),
    records: join(folder, "records.jsonl"),
  };
  await mkdir(folder, { recursive: true });
  await publish(files.merchants, gzipped(["MERCHANT_ID,RISKY", ...merchants]));
  const past = transactions.filter((line) => !arrives(line));
  await publish(files.past, gzipped(["TRANSACTION_ID,MERCHANT_ID,AMOUNT,OCCURRED_AT", ...past]));
  await publish(files.records, `${records.join("\n")}\n`);
  return { ...files, counts: { merchants: merchants.length, arriving: open.size, records: records.length } };
}

/** A merchant's payments have its number for a key: they stay in order, in one partition. */
function record(line: string): string {
  const [transaction, merchant = "", amount, at = ""] = line.split(",");
  const value = {
    TRANSACTION_ID: Number(transaction),
    MERCHANT_ID: Number(merchant),
    AMOUNT: Number(amount),
    // The sink takes ISO 8601 only; what Snowflake's own COPY takes besides goes to the dead letters.
    OCCURRED_AT: at.replace(" ", "T"),
  };
  return JSON.stringify({ key: merchant, value });
}

const gzipped = (lines: readonly string[]): Buffer => gzipSync(`${lines.join("\n")}\n`, { level: 6 });

async function publish(path: string, content: string | Buffer): Promise<void> {
  const staging = `${path}.${process.pid}`;
  await writeFile(staging, content);
  await rename(staging, path);
}
