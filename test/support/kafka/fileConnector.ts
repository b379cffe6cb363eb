import { join } from "node:path";
import { ensureArtifacts } from "../../../local/kafka/artifacts";
import { findJava } from "../../../local/kafka/java";

/** Kafka's connectors of files, as a plugin for a worker of the tests. */
export async function fileConnector(): Promise<Readonly<Record<string, string>>> {
  const pom = join(__dirname, "connect-file", "pom.xml");
  const { folder } = await ensureArtifacts(pom, { java: await findJava(), log: () => undefined });
  return { "connect-file": folder };
}
