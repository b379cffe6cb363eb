import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { KafkaPorts } from "../kafka/start";
import { alive, CLOUD_MARK } from "./processes";

/** How an ordinary Snowflake driver connects to the local account. */
export interface SnowflakeConnection {
  readonly account: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: "http";
}

/** How an ordinary AWS client connects. */
export interface AwsConnection {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How Kafka clients connect to the local broker, its Connect worker and its schema registry. */
export interface KafkaConnection {
  readonly bootstrap: string;
  readonly connectUrl: string;
  /** Confluent's registry API; missing where no Java 21 was found. */
  readonly registryUrl?: string;
  /** Files in it may be named in connectors' configurations as `${file:<path>:<key>}`. */
  readonly secrets: string;
}

/** What a running local cloud says about itself in `cloud.json`. */
export interface CloudState {
  readonly id: string;
  readonly pid: number;
  readonly startedAt: string;
  /** Milliseconds from the start of the supervisor until both clouds answered. */
  readonly startMs: number;
  readonly snowflake: SnowflakeConnection;
  readonly aws: AwsConnection;
  /** Only when it was started with Kafka. */
  readonly kafka?: KafkaConnection;
}

/** What stays the same over restarts of one state folder. */
export interface Settings {
  readonly id: string;
  readonly password: string;
  readonly passphrase: string;
  readonly ports: { readonly snowflake: number; readonly aws: number; readonly kafka?: KafkaPorts };
  readonly region: string;
}

/** The files of one state folder. Everything in it is private to the user (0700, files 0600). */
export class StateFolder {
  constructor(readonly path: string) {}

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  prepare(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    chmodSync(this.path, 0o700);
    mkdirSync(this.file("logs"), { recursive: true });
  }

  /** The running cloud, or undefined. A file left by a killed one counts as not running. */
  running(): CloudState | undefined {
    const state = this.recorded();
    return state && isCloud(state.pid) ? state : undefined;
  }

  recorded(): CloudState | undefined {
    return this.read("cloud.json") as CloudState | undefined;
  }

  settings(): Settings | undefined {
    return this.read("settings.json") as Settings | undefined;
  }

  writeCloud(state: CloudState): void {
    this.write("cloud.json", state);
  }

  writeSettings(settings: Settings): void {
    this.write("settings.json", settings);
  }

  removeCloud(): void {
    rmSync(this.file("cloud.json"), { force: true });
  }

  /** Takes the start lock of this folder, or tells who has it. The lock of a dead process is taken over. */
  lock(pid: number): { owner?: number } {
    const path = this.file("cloud.lock");
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        const descriptor = openSync(path, "wx", 0o600);
        writeFileSync(descriptor, String(pid));
        closeSync(descriptor);
        return {};
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
        const owner = Number(readFileSync(path, "utf8"));
        if (owner > 0 && owner !== pid && isCloud(owner)) return { owner };
        rmSync(path, { force: true });
      }
    }
    throw new Error(`the lock ${path} could not be taken: remove it`);
  }

  unlock(): void {
    rmSync(this.file("cloud.lock"), { force: true });
  }

  /** Removes data, stacks and credentials; logs stay. */
  wipe(): void {
    for (const name of ["snowflake", "aws", "sagemaker", "pulumi", "kafka", "settings.json", "cloud.json"]) {
      rmSync(this.file(name), { recursive: true, force: true });
    }
  }

  private read(name: string): unknown {
    const path = this.file(name);
    if (!existsSync(path)) return undefined;
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      throw new Error(`${path} is not readable JSON (${String(error)}): run \`floe local reset\``, {
        cause: error,
      });
    }
  }

  private write(name: string, content: unknown): void {
    const path = this.file(name);
    writeFileSync(`${path}.new`, JSON.stringify(content, undefined, 2) + "\n", { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

/** Whether the process is a local cloud's, and not another one that was given the same number later. */
function isCloud(pid: number): boolean {
  if (process.platform !== "linux") return alive(pid);
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`${CLOUD_MARK}=`);
  } catch {
    return false;
  }
}

export const secret = (bytes = 24): string => randomBytes(bytes).toString("base64url");
