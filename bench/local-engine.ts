/**
 * Unload, load and aggregate 336,776 rows: through the local Snowflake with the official driver (parquet on an
 * external stage behind the assumed role) against plain DuckDB doing the same with local files.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { startCloud } from "../local/cloud/start";
import { StateFolder } from "../local/cloud/state";
import { openExchange, type BenchExchange } from "./support/exchange";
import { interleave, ratioOf, report, seconds, type Round } from "./support/report";

const LIMIT = 3;
const ROWS = 336_776;
const ROUNDS = 5;

const columns = `
  i AS id, i % 16 AS carrier, i % 3 AS origin, i % 105 AS dest, (i * 7919 % 1400)::DOUBLE AS distance,
  (i * 104729 % 200)::DOUBLE - 20 AS delay, 'N' || (i % 4043) AS tail, DATE '2013-01-01' + (i % 365)::INTEGER AS day`;
const aggregate = (table: string): string =>
  `SELECT carrier, origin, count(*), avg(delay), max(distance), count(distinct tail) FROM ${table} GROUP BY 1, 2 ORDER BY 1, 2`;

/** The three steps, timed one by one. */
interface Steps {
  readonly unload: () => Promise<unknown>;
  readonly load: () => Promise<unknown>;
  readonly aggregate: () => Promise<unknown>;
}

async function peerSteps(connection: DuckDBConnection, folder: string): Promise<Steps> {
  mkdirSync(folder, { recursive: true });
  await connection.run(`CREATE TABLE flights AS SELECT ${columns} FROM range(${ROWS}) t(i)`);
  await connection.run("CREATE TABLE copied AS FROM flights LIMIT 0");
  const file = join(folder, "flights.parquet");
  return {
    unload: () => connection.run(`COPY flights TO '${file}' (FORMAT parquet)`),
    load: async () => {
      await connection.run("TRUNCATE copied");
      await connection.run(`INSERT INTO copied SELECT * FROM read_parquet('${file}')`);
    },
    aggregate: async () => (await connection.runAndReadAll(aggregate("copied"))).getRows(),
  };
}

async function floeSteps(exchange: BenchExchange): Promise<Steps> {
  const sql = exchange.execute;
  await sql(
    `CREATE TABLE flights (id INT, carrier INT, origin INT, dest INT, distance FLOAT, delay FLOAT, tail VARCHAR, day DATE)`,
  );
  await sql(`INSERT INTO flights SELECT i, i % 16, i % 3, i % 105, (i * 7919 % 1400)::FLOAT, (i * 104729 % 200)::FLOAT - 20,
    'N' || (i % 4043), DATEADD(day, i % 365, '2013-01-01'::DATE)
    FROM (SELECT SEQ8() AS i FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS})))`);
  await sql("CREATE TABLE copied LIKE flights");
  return {
    unload: () =>
      sql(
        "COPY INTO @bench/flights/ FROM flights FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE OVERWRITE = TRUE",
      ),
    load: async () => {
      await sql("TRUNCATE TABLE copied");
      await sql(
        "COPY INTO copied FROM @bench/flights/ FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE FORCE = TRUE",
      );
    },
    aggregate: () => sql(aggregate("copied")),
  };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const state = new StateFolder(join(folder, "state"));
  state.prepare();
  const cloud = await startCloud({ id: "bench", state, log: () => undefined });
  const instance = await DuckDBInstance.create(join(folder, "peer.duckdb"), { threads: "2" });
  try {
    const exchange = await openExchange(cloud.state);
    const floe = await floeSteps(exchange);
    const peer = await peerSteps(await instance.connect(), join(folder, "peer"));
    const totals: Round[] = Array.from({ length: ROUNDS }, () => ({ floe: 0, peer: 0 }));
    for (const step of ["unload", "load", "aggregate"] as const) {
      await floe[step]();
      await peer[step]();
      const rounds = await interleave(
        ROUNDS,
        () => seconds(floe[step]),
        () => seconds(peer[step]),
      );
      ratioOf(`  ${step}`, rounds);
      rounds.forEach((round, index) => {
        const total = totals[index] ?? { floe: 0, peer: 0 };
        totals[index] = { floe: total.floe + round.floe, peer: total.peer + round.peer };
      });
    }
    await exchange.close();
    report("local-engine", ratioOf(`${ROWS} rows`, totals), LIMIT);
  } finally {
    await cloud.stop();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
