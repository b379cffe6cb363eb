import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EngineMissing } from "../../../local/engine";
import { goFits } from "../../../local/engine/compile";
import { findEngine } from "../../../local/engine/find";
import { ENGINE_VERSION, fits } from "../../../local/engine/version";

function fakePulumi(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), "floe-engine-"));
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho v${version}\n`);
  chmodSync(join(folder, "pulumi"), 0o755);
  return folder;
}

const empty = () => mkdtempSync(join(tmpdir(), "floe-cache-"));

describe("which engine fits", () => {
  it.each([
    [ENGINE_VERSION, true],
    ["v3.250.0", true],
    ["3.250.1", true],
    ["3.270.0", true],
    ["3.249.9", false],
    ["3.99.0", false],
    ["4.0.0", false],
    ["dev", false],
  ])("%s: %s", (version, expected) => expect(fits(version)).toBe(expected));

  it.each([
    ["1.25", true],
    ["1.26.8", true],
    ["1.24.9", false],
    ["2.0", true],
  ])("go %s: %s", (version, expected) => expect(goFits(version)).toBe(expected));
});

describe("finding an engine", () => {
  it("takes the one on PATH when it fits", async () => {
    const folder = fakePulumi("3.260.0");
    const { engine } = await findEngine({ PATH: folder, FLOE_CACHE: empty() });
    expect(engine).toEqual({ path: join(folder, "pulumi"), version: "3.260.0", source: "PATH" });
  });

  it("passes over an old one on PATH for the cached one, and says why", async () => {
    const cache = empty();
    const cached = join(cache, "engine", ENGINE_VERSION);
    mkdirSync(cached, { recursive: true });
    writeFileSync(join(cached, "pulumi"), `#!/bin/sh\necho v${ENGINE_VERSION}\n`, { mode: 0o755 });
    const { engine, misses } = await findEngine({ PATH: fakePulumi("3.100.0"), FLOE_CACHE: cache });
    expect(engine?.source).toBe("cache");
    expect(misses[0]?.reason).toMatch(/is 3\.100\.0, and Floe needs 3\.250\.0 or newer/);
  });

  it("never replaces a chosen engine that does not fit", async () => {
    const { engine, misses } = await findEngine({
      FLOE_ENGINE: join(fakePulumi("3.1.0"), "pulumi"),
      PATH: fakePulumi("3.260.0"),
      FLOE_CACHE: empty(),
    });
    expect(engine).toBeUndefined();
    expect(misses).toHaveLength(1);
  });

  it("tells all three ways and what each needs when there is none", () => {
    const { message } = new EngineMissing([{ place: "PATH", reason: "no pulumi there" }]);
    expect(message).toMatch(/PATH: no pulumi there/);
    expect(message).toMatch(
      /1\. put pulumi .*\n\s+2\. let this machine reach get\.pulumi\.com.*\n\s+3\. install Go 1\.25/,
    );
  });
});
