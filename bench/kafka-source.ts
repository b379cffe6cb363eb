/**
 * Rows per second of the Snowflake source with exactly-once on, against a quixstreams source (at least once, which is
 * all its sources can be). Both read the same rows from the same local Snowflake, ours from its stage and the peer from
 * a copy of it, each by Snowflake's driver for its language, 5,000 rows at a time, and write the same JSON to topics of
 * three partitions of one broker. Counted is the time from the first record handed to Kafka until a committed reader
 * has the last; start-up is not. Also printed: the latency of single rows, whole and of Kafka's part.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { ensurePython } from "../local/python/environment";
import { houseFolder } from "../local/python/folders";
import { Rig } from "../test/support/kafka/rig";
import { Arrivals } from "./support/arrivals";
import { median, reportLeast } from "./support/report";

const ROWS = 200_000;
const ROUNDS = 5;
/** Rounds before those that count: Java compiles what it runs often. */
const WARM = 2;
const SINGLES = 150;
const POLL_MS = 100;

const table = "(ID NUMBER(18,0) NOT NULL PRIMARY KEY, STEP NUMBER(18,0), NAME VARCHAR, AMOUNT NUMBER(12,2))";

async function python(): Promise<string> {
  const packages = {
    name: "the environment of python/requirements/quixstreams.txt",
    requirements: houseFolder("python", "requirements", "quixstreams.txt"),
    imports: ["quixstreams", "snowflake.connector"],
  };
  return (await ensurePython({ log: console.log, packages })).executable;
}

/** Runs the peer over one batch of staged rows; answers rows per second. */
async function peer(rig: Rig, executable: string, batch: number): Promise<number> {
  const topic = `quix-${batch}`;
  await rig.topic(topic, 3);
  const arrivals = await Arrivals.open(rig.kafka.bootstrap, topic);
  const settings = {
    bootstrap: rig.kafka.bootstrap,
    topic,
    state: join(rig.stateDir, topic),
    rowsPerPoll: 5000,
    snowflake: rig.login(),
    query: `SELECT FLOE$ROW, ID, STEP, NAME, AMOUNT FROM SHOP.SALES.COPY WHERE FLOE$BATCH = ${batch} ORDER BY FLOE$ROW`,
  };
  const script = houseFolder("bench", "support", "quixSource.py");
  const child = spawn(executable, [script, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said += text.toString()));
  const ended = once(child, "close");
  try {
    const failed = ended.then(([code]) => {
      if (code !== 0) throw new Error(`the quixstreams source failed:\n${said.slice(-3000)}`);
      return new Promise<never>(() => undefined);
    });
    await Promise.race([arrivals.reaches(ROWS), failed]);
    await ended;
    return ROWS / ((arrivals.last - arrivals.first) / 1000);
  } finally {
    child.kill("SIGKILL");
    arrivals.close();
  }
}

/** Changes the table, and waits until all of it was read. */
async function ours(rig: Rig, arrivals: Arrivals, round: number): Promise<number> {
  const sql = await rig.sql();
  arrivals.reset();
  await sql.rows(
    `INSERT INTO ITEMS SELECT ${round * ROWS} + SEQ4(), ${round}, 'item ' || SEQ4() || ' of a shop with a longer name than most', SEQ4() / 100 FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS}))`,
  );
  await arrivals.reaches(ROWS);
  return ROWS / ((arrivals.last - arrivals.first) / 1000);
}

/** Single rows, one after the other: milliseconds from INSERT to reader, and from Kafka's producer to reader. */
async function latencies(rig: Rig): Promise<{ whole: number[]; kafka: number[] }> {
  const sql = await rig.sql();
  await sql.rows(`CREATE TABLE SINGLES ${table}`);
  await rig.objects("SINGLES");
  await rig.topic("singles", 3);
  await rig.connect.run(rig.config("SINGLES", { pollIntervalMs: POLL_MS, valueFormat: "flat" }));
  const arrivals = await Arrivals.open(rig.kafka.bootstrap, "singles");
  const [whole, kafka]: [number[], number[]] = [[], []];
  arrivals.reset((created, arrived, value) => {
    const { STEP } = JSON.parse(value) as { STEP: number };
    if (whole.length < SINGLES + 10) whole.push(arrived - STEP);
    kafka.push(arrived - created);
  });
  for (let id = 0; id < SINGLES + 10; id++) {
    const sent = Math.round(performance.timeOrigin + performance.now());
    await sql.rows(`INSERT INTO SINGLES VALUES (${id}, ${sent}, 'single', 1)`);
    await sleep(50 + Math.random() * 200);
  }
  await arrivals.reaches(SINGLES + 10);
  arrivals.close();
  // The first ones met a cold connector.
  return { whole: whole.slice(10), kafka: kafka.slice(10) };
}

const quantiles = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): string =>
    `${Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
};

async function main(): Promise<void> {
  const executable = await python();
  const rig = await Rig.start({ name: "bench", jvm: [] });
  const open: Arrivals[] = [];
  try {
    const sql = await rig.sql();
    await sql.rows(`CREATE TABLE ITEMS ${table}`);
    await rig.objects("ITEMS");
    await sql.rows(
      "CREATE TABLE COPY (FLOE$BATCH NUMBER(18,0), FLOE$ROW NUMBER(18,0), ID NUMBER(18,0), STEP NUMBER(18,0), NAME VARCHAR, AMOUNT NUMBER(12,2))",
    );
    await rig.topic("items", 3);
    await rig.connect.run(
      rig.config("ITEMS", {
        valueFormat: "flat",
        transactionSeconds: 120,
        // The peer writes none.
        settings: { "record.headers": "none" },
      }),
    );
    const arrivals = await Arrivals.open(rig.kafka.bootstrap, "items");
    open.push(arrivals);
    const pairs: { floe: number; peer: number }[] = [];
    for (let round = 0; round < WARM + ROUNDS; round++) {
      const floe = await ours(rig, arrivals, round);
      // The source has deleted what it staged: the peer gets the same rows in a table of the stage's shape.
      await sql.rows(
        `INSERT INTO COPY SELECT ${round}, ROW_NUMBER() OVER (ORDER BY ID), ID, STEP, NAME, AMOUNT FROM ITEMS WHERE STEP = ${round}`,
      );
      const quix = await peer(rig, executable, round);
      console.log(
        `${round < WARM ? "warm-up" : `round ${round - WARM + 1}`}: exactly once ${floe.toFixed(0)} rows/s, quixstreams ${quix.toFixed(0)} rows/s`,
      );
      if (round >= WARM) pairs.push({ floe, peer: quix });
    }
    const { whole, kafka } = await latencies(rig);
    console.log(
      `latency of a row, INSERT to committed reader (a look each ${POLL_MS} ms): ${quantiles(whole)}`,
    );
    console.log(`of it Kafka's part, producer to committed reader: ${quantiles(kafka)}`);
    console.log("on a real account a look takes 1 to 3 s more, and costs a warehouse that stays on");
    const [floe, quix] = [median(pairs.map((pair) => pair.floe)), median(pairs.map((pair) => pair.peer))];
    console.log(
      `medians: exactly once ${floe.toFixed(0)} rows/s, quixstreams (at least once) ${quix.toFixed(0)} rows/s`,
    );
    reportLeast("kafka-source", floe / quix, 1);
  } finally {
    for (const each of open) each.close();
    await rig.stop();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
