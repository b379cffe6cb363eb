import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ContainerDefinition } from "../../../blueprints";

const run = promisify(execFile);

/** What a container of ECS has to run, as far as a process of this machine needs it. */
interface Runnable {
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly healthCheck?: { readonly command: readonly string[] };
}

/** Runs containers of one task as processes: same commands and variables, with a folder of its own for theirs. */
export class TaskOnThisMachine {
  readonly #containers: ReadonlyMap<string, Runnable>;
  readonly #output: string[] = [];

  constructor(
    readonly folder: string,
    containers: readonly ContainerDefinition[],
    readonly further: Readonly<Record<string, string>>,
  ) {
    this.#containers = new Map(containers.map((each) => [each.name, each as unknown as Runnable]));
  }

  /** All that was said so far. */
  get output(): string {
    return this.#output.join("");
  }

  start(name: string): ChildProcess {
    const { entryPoint, command } = this.#of(name);
    const [program = "", ...args] = [...entryPoint, ...command].map((text) => this.#here(text));
    const child = spawn(program, args, { env: this.#variables(name), detached: true });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => void this.#output.push(`${name}: ${data.toString()}`));
    return child;
  }

  /** Exit status of a container that ends by itself. */
  finish(name: string): Promise<number | null> {
    return new Promise((resolve, reject) => this.start(name).once("exit", resolve).once("error", reject));
  }

  /** Whether ECS would take a container for healthy now. */
  async healthy(name: string): Promise<boolean> {
    const [kind, program = "", ...args] = this.#of(name).healthCheck?.command ?? [];
    const words = kind === "CMD-SHELL" ? ["sh", "-c", program] : [program, ...args];
    const [file = "", ...rest] = words.map((text) => this.#here(text));
    return run(file, rest, { env: this.#variables(name) }).then(
      () => true,
      () => false,
    );
  }

  #of(name: string): Runnable {
    const found = this.#containers.get(name);
    if (found === undefined) throw new Error(`the task has no container ${name}`);
    return found;
  }

  #variables(name: string): NodeJS.ProcessEnv {
    const own = this.#of(name).environment.map((each) => [each.name, this.#here(each.value)] as const);
    return {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      ...this.further,
      ...Object.fromEntries(own),
    };
  }

  /** Folders of a container, in the folder of this task. */
  #here(text: string): string {
    const paths = /\/opt\/floe(?=\/|$)|\/tmp\/(?:worker\.properties|jmx\.yml|client\.p12|connectors)/g;
    return text.replace(paths, (path) => join(this.folder, path.slice(1)));
  }
}

/** A module `boto3` that has one object: the plugin's zip. Answers its SHA-256. */
export async function storeOfOne(folder: string, plugin: string): Promise<string> {
  const archive = join(folder, "store.zip");
  const files = readdirSync(plugin).map((file) => join(plugin, file));
  await run("python3", ["-m", "zipfile", "-c", archive, ...files]);
  mkdirSync(join(folder, "modules"), { recursive: true });
  const module = `class S3:
    def get_object(self, **asked):
        return {"Body": open(${JSON.stringify(archive)}, "rb")}
def client(service):
    assert service == "s3"
    return S3()
`;
  writeFileSync(join(folder, "modules", "boto3.py"), module);
  return createHash("sha256").update(readFileSync(archive)).digest("hex");
}

/** A folder like Kafka's distribution, as far as a worker needs it. */
export function distribution(folder: string, java: string, classpath: string): string {
  const home = join(folder, "kafka");
  mkdirSync(join(home, "bin"), { recursive: true });
  const script = join(home, "bin", "connect-distributed.sh");
  writeFileSync(
    script,
    `#!/bin/sh\nexec "${java}" $KAFKA_HEAP_OPTS $KAFKA_OPTS -cp "${classpath}:$CLASSPATH" org.apache.kafka.connect.cli.ConnectDistributed "$1"\n`,
  );
  chmodSync(script, 0o755);
  return home;
}
