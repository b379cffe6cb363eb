import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A tar.gz archive of one file. */
export function packed(name: string, content: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "floe-pack-"));
  try {
    writeFileSync(join(folder, name), content);
    execFileSync("tar", ["-czf", join(folder, "packed.tar.gz"), "-C", folder, name]);
    return readFileSync(join(folder, "packed.tar.gz"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
