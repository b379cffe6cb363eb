import { createInterface } from "node:readline";
import { delimiter, dirname } from "node:path";
import { Supervised, scrubbedEnvironment } from "../../processes/supervised";
import { houseFolder } from "../../python/folders";

export interface ContainerOptions {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  python: string;
  line: (text: string) => void;
}

/** Starts a container's program as a process without our environment's credentials, its lines handed on. */
export function startContainer(options: ContainerOptions): Supervised {
  const started = Supervised.start({
    command: options.command,
    args: options.args,
    cwd: options.cwd,
    env: containerEnvironment(options.python, options.env),
    output: "pipe",
  });
  for (const stream of [started.child.stdout, started.child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", options.line);
  }
  return started;
}

/** The interpreter first on PATH, our packages importable, and as many threads as the machine has cores. */
function containerEnvironment(python: string, env: Record<string, string>): Record<string, string> {
  const base = scrubbedEnvironment({});
  return {
    ...base,
    PATH: [dirname(python), base["PATH"] ?? ""].join(delimiter),
    PYTHONPATH: dirname(houseFolder("python", "floe_sagemaker")),
    FLOE_SUPERVISED: "1",
    // Threads that wait must sleep, not spin: on a machine that is also busy otherwise spinning makes training ten
    // times slower.
    OMP_WAIT_POLICY: "PASSIVE",
    ...env,
  };
}
