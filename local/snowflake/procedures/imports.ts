import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { parseReference } from "../stages/location";
import type { OpenStage, Stages } from "../stages/open";
import type { Routine } from "./definition";

/** Copies staged IMPORTS, files and folders, to where Python can read them. Answers their paths. */
export async function fetchImports(
  stages: Stages,
  definition: Routine,
  session: Session,
  folder: string,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const [index, reference] of definition.imports.entries()) {
    const stage = await stages.open(parseReference(reference), session, "read");
    try {
      const target = join(folder, String(index), basename(stage.prefix));
      await fetchOne(stage, target, reference);
      paths.push(target);
    } finally {
      stage.storage.close();
    }
  }
  return paths;
}

/** Throws unless every file or folder is there and the session may read it, as Snowflake does on CREATE. */
export async function checkImports(
  stages: Stages,
  references: readonly string[],
  session: Session,
): Promise<void> {
  for (const reference of references) {
    const stage = await stages.open(parseReference(reference), session, "read");
    try {
      await filesOf(stage, reference);
    } finally {
      stage.storage.close();
    }
  }
}

/** The names of the file, or of the files below the folder, that a reference means. */
async function filesOf({ storage, prefix }: OpenStage, reference: string): Promise<readonly string[]> {
  const whole = prefix.replace(/\/+$/, "");
  const names = (await storage.list(whole))
    .map(({ name }) => name)
    .filter((name) => name === whole || name.startsWith(`${whole}/`));
  if (names.length > 0) return names;
  throw new SnowflakeError(
    "091016",
    "02000",
    `Remote file '${reference}' was not found. If you are running a routine with IMPORTS, check that the file is on its stage.`,
  );
}

async function fetchOne(stage: OpenStage, target: string, reference: string): Promise<void> {
  const { storage, prefix } = stage;
  const whole = prefix.replace(/\/+$/, "");
  for (const name of await filesOf(stage, reference)) {
    const to = name === whole ? target : join(target, name.slice(whole.length + 1));
    await mkdir(dirname(to), { recursive: true });
    const at = await storage.fetch(name, to);
    if (at !== to) await copyFile(at, to);
  }
}
