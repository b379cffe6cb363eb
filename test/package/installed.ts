import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const checkout = join(__dirname, "..", "..");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A folder outside the checkout where the packed tarballs are installed. */
export class Installed {
  readonly folder = mkdtempSync(join(tmpdir(), "floe-package-"));
  /** What a release carries. */
  readonly release = join(this.folder, "release");

  /** Packs as a release does, and lets npm install what asks for little beyond peers. */
  constructor() {
    execFileSync(process.execPath, [join(checkout, "scripts", "release.mjs"), this.release]);
    const packed = readdirSync(this.release)
      .filter((file) => /^floe-.*\.tgz$/.test(file))
      .map((file) => join(this.release, file));
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
    const local = packed.filter((file) => file.includes("floe-local-"));
    npm(this.folder, "install", "--prefer-offline", ...packed.filter((file) => !local.includes(file)));
    // Its dependencies are many: the checkout's, as npm would have placed them.
    mkdirSync(this.path("@floe/local"));
    execFileSync("tar", ["-xzf", local.join(), "-C", this.path("@floe/local"), "--strip-components", "1"]);
    for (const name of ["floe", "@floe/provider", "@floe/constructs", "@floe/local"]) this.linkNeeds(name);
    this.link("@types/node");
  }

  path(...parts: string[]): string {
    return join(this.folder, "node_modules", ...parts);
  }

  manifest(name: string): Manifest {
    return JSON.parse(readFileSync(this.path(name, "package.json"), "utf8")) as Manifest;
  }

  /** Writes a file of the consumer's own. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private linkNeeds(name: string): void {
    const { dependencies, peerDependencies } = this.manifest(name);
    for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) this.link(needed);
  }

  private link(name: string): void {
    if (existsSync(this.path(name))) return;
    mkdirSync(dirname(this.path(name)), { recursive: true });
    const [place = ""] = ["", "local", "provider", "constructs"]
      .map((workspace) => join(checkout, workspace, "node_modules", name))
      .filter((path) => existsSync(path));
    symlinkSync(place, this.path(name));
  }
}

function npm(cwd: string, ...args: string[]): void {
  const quiet = ["--silent", "--no-audit", "--no-fund", "--legacy-peer-deps"];
  execFileSync("npm", [...args, ...quiet], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
