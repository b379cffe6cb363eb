import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A checkpoint's file, and the one before it, which the engine keeps beside it. */
function files(backendFolder: string, project: string, stack: string): { current: string; previous: string } {
  const current = join(backendFolder, ".pulumi", "stacks", project, `${stack}.json`);
  return { current, previous: `${current}.bak` };
}

type Content = "whole" | "cut off" | "absent";

function content(path: string): Content {
  try {
    JSON.parse(readFileSync(path, "utf8"));
    return "whole";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "absent" : "cut off";
  }
}

/**
 * Puts the last whole checkpoint back when a kill cut off the writing of a newer one. What the lost checkpoint would
 * have added is an unfinished create in the one before it, and is looked up as such.
 * @returns true when a checkpoint was put back
 * @throws when neither is whole
 */
export function restoreCheckpoint(backendFolder: string, project: string, stack: string): boolean {
  const { current, previous } = files(backendFolder, project, stack);
  // Attributes beside a file are optional to the engine, but a cut-off one makes it refuse the file.
  for (const attributes of [`${current}.attrs`, `${previous}.attrs`])
    if (content(attributes) === "cut off") rmSync(attributes);
  if (content(current) !== "cut off") return false;
  if (content(previous) !== "whole") {
    throw new Error(
      `The state of stack ${project}/${stack} is damaged: ${current} was cut off and no whole copy is beside it. ` +
        "Put a backup there, or run `floe local reset` to start anew.",
    );
  }
  copyFileSync(previous, current);
  return true;
}
