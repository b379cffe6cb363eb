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
 * The nodes of the pipeline that is deployed, from the index inside the staged code. Undefined when the role may not
 * read the stage, or the file is gone.
 */
export async function deployedNodes(
  session: Session,
  deployed: Deployed,
): Promise<DeployedNode[] | undefined> {
  const { project } = deployed;
  if (project === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "floe-kedro-"));
  try {
    await session.run(
      `GET ${quoteString(project.code)} ${quoteString(`file://${folder.replaceAll("\\", "/")}/`)}`,
    );
    const [file] = readdirSync(folder);
    return file === undefined ? undefined : nodesIn(readFileSync(join(folder, file)), project.pipeline);
  } catch (error) {
    if (error instanceof StatementFailed) return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
