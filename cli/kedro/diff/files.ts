import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import type { ProjectFiles } from "../../../components/kedro/project/files";

export interface FileDifference {
  readonly file: string;
  readonly change: "added" | "removed" | "changed";
}

const index = ".floe/index.json";

/** Files of a project that differ from those of a deployed archive; the index follows from them. */
export function compareFiles(archive: Uint8Array, { files }: ProjectFiles): FileDifference[] {
  const deployed = unzipSync(archive);
  const result: FileDifference[] = [];
  for (const [file, path] of files) {
    const old = deployed[file];
    if (old === undefined) result.push({ file, change: "added" });
    else if (!readFileSync(path).equals(old)) result.push({ file, change: "changed" });
  }
  for (const file of Object.keys(deployed))
    if (!file.endsWith("/") && file !== index && !files.has(file)) result.push({ file, change: "removed" });
  return result.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Whether an archive is of this version, index and all. */
export function isSameVersion(archive: Uint8Array, project: ProjectFiles): boolean {
  const old = unzipSync(archive, { filter: ({ name }) => name === index })[index];
  return (
    compareFiles(archive, project).length === 0 &&
    old !== undefined &&
    Buffer.from(old).toString() === project.index
  );
}
