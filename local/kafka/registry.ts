import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Kept } from "../processes/kept";
import type { Artifacts } from "./artifacts";
import type { Java } from "./java";
import { keepJvm } from "./jvm";

export interface RegistryOptions {
  readonly java: Java;
  readonly artifacts: Artifacts;
  /** Holds its schemas. */
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  readonly log: (line: string) => void;
}

/** Where clients of Confluent's registry API find it. */
export const registryUrl = (port: number): string => `http://127.0.0.1:${port}/apis/ccompat/v7`;

/** Starts the schema registry; its schemas are kept in a database file. */
export async function startRegistry(options: RegistryOptions): Promise<Kept> {
  const { artifacts, folder, java, port } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return keepJvm({
    name: "schema registry",
    java,
    args: ["-Xmx384m", "-jar", join(artifacts.folder, "quarkus-run.jar")],
    cwd: folder,
    env: {
      QUARKUS_HTTP_HOST: "127.0.0.1",
      QUARKUS_HTTP_PORT: String(port),
      // Its second interface cannot be switched off: it would listen on every address, on a port all registries share.
      QUARKUS_MANAGEMENT_HOST: "127.0.0.1",
      QUARKUS_MANAGEMENT_PORT: "0",
      APICURIO_STORAGE_KIND: "sql",
      APICURIO_STORAGE_SQL_KIND: "h2",
      APICURIO_DATASOURCE_URL: `jdbc:h2:file:${join(folder, "schemas")}`,
      APICURIO_DATASOURCE_USERNAME: "sa",
      APICURIO_DATASOURCE_PASSWORD: "sa",
    },
    logFile: options.logFile,
    log: options.log,
    answers: async () => {
      try {
        const response = await fetch(`${registryUrl(port)}/subjects`, { signal: AbortSignal.timeout(5_000) });
        await response.arrayBuffer();
        return response.ok;
      } catch {
        return false;
      }
    },
  });
}
