import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { houseFolder } from "../python/folders";
import { ensureArtifacts } from "./artifacts";
import { findJava } from "./java";

const NAME = "snowflake-source";

/**
 * The house's source connector as a plugin of a worker: where Maven has packaged it, all is there; an installed package
 * carries the connector alone, and its driver (99 MB) is fetched once per machine. Nothing where it was never packaged.
 */
export async function sourcePlugin(
  stateDir: string,
  log: (line: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const packaged = packagedFolder();
  const jars = packaged === undefined ? [] : readdirSync(packaged).filter((file) => file.endsWith(".jar"));
  if (packaged === undefined || !jars.some((jar) => jar.startsWith("floe-"))) return {};
  if (jars.some((jar) => jar.startsWith("snowflake-jdbc"))) return { [NAME]: packaged };
  const pom = join(houseFolder("local", "kafka", "artifacts"), `${NAME}.xml`);
  const driver = await ensureArtifacts(pom, { java: await findJava(), log });
  const folder = join(stateDir, "kafka", "source");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const jar of jars) symlinkSync(join(packaged, jar), join(folder, jar));
  for (const jar of readdirSync(driver.folder)) symlinkSync(join(driver.folder, jar), join(folder, jar));
  return { [NAME]: folder };
}

function packagedFolder(): string | undefined {
  try {
    const folder = join(houseFolder("connectors", NAME), "target", "plugin");
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
