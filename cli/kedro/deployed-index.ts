import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import type { KedroParts } from "../../blueprints/kedro";
import { quoteString } from "../../blueprints/snowflake";
import { type Session, StatementFailed } from "../../provider/snowflake/session";
import type { Deployed } from "./deployed";

/** A node of the version that is deployed. */
export interface DeployedNode {
  readonly name: string;
  readonly hash: string;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
  readonly parts?: KedroParts;
}

interface Index {
  readonly nodes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly graph?: Readonly<Record<string, Readonly<Record<string, Omit<DeployedNode, "name" | "hash">>>>>;
}

/**
 * The staged archive of the code that is deployed. Undefined when the role may not read the stage, or the file is gone.
 */
export async function deployedArchive(session: Session, deployed: Deployed): Promise<Uint8Array | undefined> {
  const { project } = deployed;
  if (project === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "floe-kedro-"));
  try {
    const target = `file://${folder.replaceAll("\\", "/")}/`;
    await session.run(`GET ${quoteString(project.code)} ${quoteString(target)}`);
    const [file] = readdirSync(folder);
    return file === undefined ? undefined : readFileSync(join(folder, file));
  } catch (error) {
    if (error instanceof StatementFailed) return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The nodes of the pipeline that is deployed, from the index inside its code. */
export async function deployedNodes(
  session: Session,
  deployed: Deployed,
): Promise<DeployedNode[] | undefined> {
  const archive = await deployedArchive(session, deployed);
  return archive === undefined ? undefined : nodesIn(archive, deployed.project?.pipeline ?? "__default__");
}

/** The nodes of one pipeline that an archive's index tells of. */
export function nodesIn(archive: Uint8Array, pipeline: string): DeployedNode[] | undefined {
  const name = ".floe/index.json";
  const file = unzipSync(archive, { filter: (entry) => entry.name === name })[name];
  if (file === undefined) return undefined;
  const { nodes = {}, graph = {} } = JSON.parse(strFromU8(file)) as Index;
  const links = graph[pipeline] ?? {};
  return Object.entries(nodes[pipeline] ?? {}).map(([node, hash]) => ({
    name: node,
    hash,
    tags: links[node]?.tags ?? [],
    dependsOn: links[node]?.dependsOn ?? [],
    ...(links[node]?.parts === undefined ? {} : { parts: links[node].parts }),
  }));
}
