import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Java } from "./java";
import { findMaven, runMaven } from "./maven";

const GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/** One file of a plugin, as `floe:kafka:Plugin` takes it. */
export interface LockedFile {
  readonly coordinates: string;
  readonly sha256: string;
}

export interface LockOptions {
  readonly java: Java;
  readonly log: (line: string) => void;
  /** Whether what an artifact needs at run time is locked, too. Default: true; false for jars that hold all they need. */
  readonly transitive?: boolean;
}

/** What a worker has already and gives every plugin: in the plugin it would be ignored or, worse, differ. */
const provided = ["org.apache.kafka", "org.slf4j"];

/**
 * Resolves artifacts with Maven and tells the checksum of every file. Maven has checked each against the checksum its
 * repository states; from then on nobody need be trusted.
 */
export async function lockArtifacts(
  wanted: readonly string[],
  { java, log, transitive = true }: LockOptions,
): Promise<LockedFile[]> {
  const maven = await findMaven(java);
  const folder = await mkdtemp(join(tmpdir(), "floe-lock-"));
  try {
    await writeFile(join(folder, "pom.xml"), pomOf(wanted, transitive));
    const files = join(folder, "files");
    const options = [
      `-DoutputDirectory=${files}`,
      "-DincludeScope=runtime",
      "-Dmdep.useRepositoryLayout=true",
    ];
    await runMaven(maven, java, folder, [GOAL, ...options], log);
    const locked: LockedFile[] = [];
    for (const path of await pathsBelow(files)) {
      const coordinates = coordinatesOf(path.split("/"));
      if (provided.some((group) => coordinates.startsWith(`${group}:`))) continue;
      locked.push({ coordinates, sha256: await sumOf(join(files, path)) });
    }
    return locked.sort((a, b) => (a.coordinates < b.coordinates ? -1 : 1));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pomOf(wanted: readonly string[], transitive: boolean): string {
  const nothing =
    "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>";
  const dependencies = wanted.map((each) => {
    const [, group, artifact, version, classifier, extension] =
      /^([\w.-]+):([\w.-]+):([\w.-]+)(?::([\w.-]+))?(?:@(\w+))?$/.exec(each) ?? [];
    if (group === undefined || artifact === undefined || version === undefined)
      throw new Error(`"${each}" is no artifact. Fix: write group:artifact:version[:classifier][@extension]`);
    return [
      `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`,
      classifier === undefined ? "" : `<classifier>${classifier}</classifier>`,
      extension === undefined ? "" : `<type>${extension}</type>`,
      transitive ? "" : nothing,
    ].join("");
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>dev.floe.local</groupId><artifactId>lock</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.map((each) => `<dependency>${each}</dependency>`).join("\n")}</dependencies></project>`;
}

async function pathsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(sha1|md5|pom)$|^_|^maven-metadata/.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

/** `com/acme/lib/1.0/lib-1.0-all.jar` -> `com.acme:lib:1.0:all` */
function coordinatesOf(path: readonly string[]): string {
  const [file = "", version = "", artifact = "", ...group] = [...path].reverse();
  const rest = file.slice(`${artifact}-${version}`.length);
  const [, classifier, extension = "jar"] = /^(?:-(.+?))?\.([A-Za-z0-9.]+)$/.exec(rest) ?? [];
  const named = [
    group.reverse().join("."),
    artifact,
    version,
    ...(classifier === undefined ? [] : [classifier]),
  ];
  return `${named.join(":")}${extension === "jar" ? "" : `@${extension}`}`;
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
