import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { cacheDir } from "../paths";
import { houseFolder } from "../python/folders";
import { withLock } from "../python/lock";
import type { Java } from "./java";
import { findMaven, runMaven } from "./maven";

const GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/** Fetched artifacts: one folder, named by what its pom pins. */
export interface Artifacts {
  /** Holds {@link folder} alone: what Connect's `plugin.path` wants. */
  readonly root: string;
  /** Holds the files. */
  readonly folder: string;
  /** Every jar, as `java -cp` takes them. */
  readonly classpath: string;
}

export interface EnsureArtifactsOptions {
  readonly java: Java;
  readonly log: (line: string) => void;
  /** What is done to the folder before it appears in the cache. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** The house's own set with this name. */
export const pinned = (name: "kafka" | "snowflake-sink" | "apicurio" | "flink"): string =>
  join(houseFolder("local", "kafka", "artifacts"), `${name}.xml`);

/**
 * Fetches, once per machine, what a pom pins, with Maven, into the cache: it appears there only when complete, so a
 * broken off fetch leaves nothing. Where it is already, neither Maven nor the network is needed.
 *
 * Throws `MavenMissing`, or with Maven's error lines.
 */
export async function ensureArtifacts(pom: string, options: EnsureArtifactsOptions): Promise<Artifacts> {
  const text = await readFile(pom);
  const hash = createHash("sha256").update(text).update(GOAL).digest("hex").slice(0, 16);
  const name = basename(pom) === "pom.xml" ? basename(dirname(pom)) : basename(pom, ".xml");
  const root = join(cacheDir(), "kafka", hash);
  if (!existsSync(root)) {
    await mkdir(dirname(root), { recursive: true });
    const work = async () => {
      if (!existsSync(root)) await fetch(pom, root, name, options);
    };
    await withLock(
      `${root}.lock`,
      options.log,
      work,
      `Maven: waiting for another process that fetches ${name}`,
    );
  }
  const folder = join(root, name);
  const jars = (await readdir(folder)).filter((file) => file.endsWith(".jar")).sort();
  return { root, folder, classpath: jars.map((jar) => join(folder, jar)).join(delimiter) };
}

async function fetch(
  pom: string,
  root: string,
  name: string,
  options: EnsureArtifactsOptions,
): Promise<void> {
  const { java, log } = options;
  const maven = await findMaven(java);
  const began = Date.now();
  const staging = await mkdtemp(`${root}.new-`);
  try {
    const folder = join(staging, name);
    await mkdir(folder);
    await copyFile(pom, join(staging, "pom.xml"));
    log(`Maven: fetching ${name} (once per machine)`);
    const goals = [GOAL, `-DoutputDirectory=${folder}`, "-DincludeScope=runtime"];
    await runMaven(maven, java, staging, goals, log);
    await options.prepare?.(folder);
    await rename(staging, root);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  log(`Maven: ${name} is there after ${Math.round((Date.now() - began) / 1000)} s`);
}

/** Unpacks `*.tar.gz` files where they are. */
export async function unpack(folder: string): Promise<void> {
  const tar = await import("tar");
  for (const file of (await readdir(folder)).filter((each) => each.endsWith(".tar.gz"))) {
    await tar.x({ file: join(folder, file), cwd: folder });
    await rm(join(folder, file));
  }
}
