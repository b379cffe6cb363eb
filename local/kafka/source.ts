import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { houseFolder } from "../python/folders";
import { ensureArtifacts } from "./artifacts";
import { findJava } from "./java";

const NAME = "snowflake-source";
const DRIVER = "snowflake-jdbc";

/**
 * The house's source connector as a plugin of a worker: where Maven has packaged it, all is there; an installed package
 * carries the connector alone, and its driver (99 MB) is fetched once per machine. Nothing where it was never packaged.
 */
export async function sourcePlugin(
  stateDir: string,
  log: (line: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const packaged = packagedFolder();
  const jars = packaged === undefined ? [] : jarsOf(packaged);
  if (packaged === undefined || !jars.some(isOurs)) return {};
  const whole = jars.some((jar) => jar.startsWith(DRIVER));
  const drivers = whole ? packaged : await fetchDriver(log);
  const folder = join(stateDir, "kafka", "source");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A copy: a build while the worker runs would change the classes under it.
  for (const jar of jars.filter(isOurs)) copyFileSync(join(packaged, jar), join(folder, jar));
  const others = jarsOf(drivers).filter((jar) => !isOurs(jar));
  for (const jar of others) symlinkSync(join(drivers, jar), join(folder, jar));
  return { [NAME]: folder };
}

async function fetchDriver(log: (line: string) => void): Promise<string> {
  const pom = join(houseFolder("local", "kafka", "artifacts"), `${NAME}.xml`);
  return (await ensureArtifacts(pom, { java: await findJava(), log })).folder;
}

const isOurs = (jar: string): boolean => jar.startsWith("floe-");
const jarsOf = (folder: string): readonly string[] =>
  readdirSync(folder).filter((file) => file.endsWith(".jar"));

function packagedFolder(): string | undefined {
  try {
    const folder = join(houseFolder("connectors", NAME), "target", "plugin");
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
