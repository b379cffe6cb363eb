import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureArtifacts } from "../../../local/kafka/artifacts";
import { findJava, JavaMissing } from "../../../local/kafka/java";
import { findMaven, MavenMissing } from "../../../local/kafka/maven";

const folder = mkdtempSync(join(tmpdir(), "floe-tools-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, script: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const java = (version: string) => `echo "    java.specification.version = ${version}" >&2`;
const fits = { executable: "java", major: 17, home: "/nowhere" };

describe("looking for Java", () => {
  test("names what is too old and how to get one that is not", async () => {
    const old = program("old-java", java("1.8"));
    const search = findJava(17, { FLOE_JAVA: old });
    await expect(search).rejects.toThrow(JavaMissing);
    await expect(search).rejects.toThrow(
      /Kafka needs Java 17 .*old-java \(is Java 8\).*openjdk-17.*FLOE_JAVA/,
    );
    await expect(findJava(21, { FLOE_JAVA: old })).rejects.toThrow(/schema registry needs Java 21/);
    await expect(findJava(17, { FLOE_JAVA: join(folder, "none") })).rejects.toThrow(/none \(not found\)/);
  });

  test("takes a JAVA_HOME that fits before PATH", async () => {
    program("home/bin/java", java("21"));
    program("path/java", java("17"));
    const env = { JAVA_HOME: join(folder, "home"), PATH: join(folder, "path") };
    expect(await findJava(17, env)).toMatchObject({ major: 21 });
    expect((await findJava(17, { PATH: env.PATH })).executable).toBe(join(folder, "path", "java"));
  });
});

describe("looking for Maven", () => {
  test("names what is too old and how to get one that is not", async () => {
    const old = program("old-mvn", 'echo "Apache Maven 3.3.9 (x)"');
    const search = findMaven(fits, { FLOE_MAVEN: old });
    await expect(search).rejects.toThrow(MavenMissing);
    await expect(search).rejects.toThrow(/old-mvn \(is Maven 3\.3\.9\).*apt-get install maven.*FLOE_MAVEN/);
    await expect(findMaven(fits, { PATH: folder })).rejects.toThrow(/there is none/);
  });
});

describe("fetching artifacts", () => {
  const kept = { cache: process.env["FLOE_CACHE"], maven: process.env["FLOE_MAVEN"] };
  const pom = join(folder, "set.xml");

  beforeAll(() => {
    process.env["FLOE_CACHE"] = join(folder, "cache");
    writeFileSync(pom, "<project/>");
    return () => {
      for (const [name, value] of [
        ["FLOE_CACHE", kept.cache],
        ["FLOE_MAVEN", kept.maven],
      ] as const)
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    };
  });

  const maven = (script: string): void => {
    process.env["FLOE_MAVEN"] = program(
      "mvn",
      `[ "$1" = -v ] && { echo Apache Maven 3.9.0; exit; }\n${script}`,
    );
  };

  test("tells Maven's own error, leaves nothing of a failure, and needs Maven once", async () => {
    const options = { java: fits, log: () => undefined };
    maven('echo "[ERROR] Could not find artifact a:b:1"; exit 1');
    await expect(ensureArtifacts(pom, options)).rejects.toThrow(/exit 1[\s\S]*a:b:1[\s\S]*Maven Central/);
    maven(
      'for each; do case $each in -DoutputDirectory=*) touch "${each#*=}/b.jar" "${each#*=}/a.jar";; esac; done',
    );
    const fetched = await ensureArtifacts(pom, options);
    expect(fetched.classpath.split(":").map((jar) => jar.slice(fetched.folder.length))).toEqual([
      "/a.jar",
      "/b.jar",
    ]);
    maven("exit 1");
    expect(await ensureArtifacts(pom, options)).toEqual(fetched);
    writeFileSync(pom, "<project><!-- other --></project>");
    await expect(ensureArtifacts(pom, options)).rejects.toThrow(/exit 1/);
  });
});
