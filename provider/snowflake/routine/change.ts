import type { Bag } from "../../framework";
import { type Session, StatementFailed } from "../session";
import { createRoutine, levels, type Mode } from "./sql";
import type { Kind } from "./table";

/** What CREATE OR ALTER can change ("CREATE FUNCTION", "CREATE OR ALTER FUNCTION usage notes"). */
const alterable = new Set([
  "comment",
  "secure",
  "returns",
  "code",
  "vectorized",
  "secrets",
  "externalAccessIntegrations",
  "runtimeVersion",
  "imports",
  "packages",
  "artifactRepository",
  "executeAs",
]);
/** What is set by other statements, or by none. */
const beside = new Set<string>(["role", "dropAfterRunsOf", ...Object.keys(levels)]);

function changed(olds: Bag, news: Bag): string[] {
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) =>
      !key.startsWith("__") &&
      !beside.has(key) &&
      JSON.stringify(olds[key] ?? null) !== JSON.stringify(news[key] ?? null),
  );
}

/** Whether the routine itself must change, and not only its owner or levels. */
export function needed(olds: Bag, news: Bag): boolean {
  return changed(olds, news).length > 0;
}

/** CREATE OR ALTER where it suffices: tags, grants and the hidden id stay. Else OR REPLACE, which keeps the grants. */
export function modeOf(olds: Bag, news: Bag): Mode {
  const restricted = [olds, news].some((inputs) => inputs.executeAs === "RESTRICTED CALLER");
  const fits = (key: string) => alterable.has(key) && !(key === "executeAs" && restricted);
  return changed(olds, news).every(fits) ? "CREATE OR ALTER" : "CREATE OR REPLACE";
}

export async function change(session: Session, kind: Kind, olds: Bag, news: Bag): Promise<void> {
  const mode = modeOf(olds, news);
  try {
    await session.run(createRoutine(kind, news, mode));
  } catch (error) {
    const refused =
      error instanceof StatementFailed && /unsupported|not supported|cannot (be )?alter/i.test(error.message);
    if (mode !== "CREATE OR ALTER" || !refused) throw error;
    await session.run(createRoutine(kind, news, "CREATE OR REPLACE"));
  }
}
