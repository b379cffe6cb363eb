import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A port of loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}

/** Whether a listener can be opened on this port of loopback. */
export function available(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else if (error.code === "EACCES")
        reject(new Error(`port ${port} needs administrator rights: choose one above 1023`));
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Who listens on the port, as "name (pid n)", or undefined when the system does not tell. */
export async function holder(port: number): Promise<string | undefined> {
  const pid = process.platform === "linux" ? await holderFromProc(port) : await holderFromLsof(port);
  if (pid === undefined) return undefined;
  const command =
    process.platform === "linux"
      ? await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")
      : await run("ps", ["-o", "comm=", "-p", String(pid)]).then(
          ({ stdout }) => stdout,
          () => "",
        );
  return `${command.trim() || "a process"} (pid ${pid})`;
}

/** The error for a port that somebody else has. */
export async function takenPort(what: string, port: number, option: string): Promise<Error> {
  const who = await holder(port);
  return new Error(
    `port ${port} for ${what} is taken by ${who ?? "another process"}: stop it, or choose another port with ${option}`,
  );
}

async function holderFromProc(port: number): Promise<number | undefined> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of (await readFile(table, "utf8").catch(() => "")).split("\n")) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === "0A" && fields[1]?.endsWith(`:${hex}`) && fields[9])
        inodes.add(`socket:[${fields[9]}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch((): string[] => [])) {
      if (inodes.has(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""))) return Number(pid);
    }
  }
  return undefined;
}

async function holderFromLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"]);
    const pid = Number.parseInt(stdout, 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}
