import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { physicalName, type Problems } from "../../../blueprints";
import { filesBelow } from "./walk";

/** A file or folder of data that goes to the data stage with the deployment. */
export interface Upload {
  /** Path below the project, as the options name it: `data/01_raw`. */
  readonly path: string;
  /** Part of logical names and of the prefix on the stage, made of the path. */
  readonly slug: string;
  /** Name on the stage below the version's folder. */
  readonly name: string;
  /** One file on disk, or the files of a folder by their place in it. */
  readonly source: string | ReadonlyMap<string, string>;
}

/** Names PUT can write as they are. */
const plain = /^[\w.+=@-]+$/;

export function uploadsOf(project: string, paths: readonly string[], problems: Problems): Upload[] {
  const taken = new Set<string>();
  return paths.flatMap((given, at) => {
    const argument = `data.upload[${at}]`;
    const path = given.replace(/^\.\//, "").replace(/\/+$/, "");
    const full = join(project, path);
    if (
      path === "" ||
      path.split("/").includes("..") ||
      /^(?:[/\\]|[A-Za-z]:)/.test(path) ||
      !existsSync(full)
    ) {
      problems.add(
        argument,
        `${given} is no file or folder of the project`,
        "write a path below the project",
      );
      return [];
    }
    if (taken.has(path)) return [];
    taken.add(path);
    const source = statSync(full).isDirectory() ? folder(project, path, argument, problems) : full;
    const slug = physicalName("rule", [path]);
    return [{ path, slug, name: basename(path), source }];
  });
}

function folder(
  project: string,
  path: string,
  argument: string,
  problems: Problems,
): ReadonlyMap<string, string> {
  const files = filesBelow(project, path, []);
  problems.require(files.length > 0, argument, `${path} holds no files`, "remove it, or put the data there");
  const odd = files.filter((file) => !file.split("/").every((part) => plain.test(part)));
  problems.require(
    odd.length === 0,
    argument,
    `${odd.slice(0, 3).join(", ")} cannot be uploaded under that name`,
    "rename it to letters, digits and _ . + = @ -",
  );
  return new Map(files.map((file) => [file.slice(path.length + 1), join(project, file)]));
}
