import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log, Upstream } from "../aws/contract";
import { Front } from "./front/server";
import { SageMaker } from "./service";

export interface StartSageMakerOptions {
  /** Starts what stands behind the front, which is given the front's URL for the addresses it hands out. */
  upstream: (front: string) => Promise<Upstream>;
  stateDir: string;
  python: string;
  /** Any free port by default. */
  port?: number;
  log: Log;
}

/** The running front with the local SageMaker behind it. */
export interface LocalSageMaker {
  endpoint: string;
  upstream: Upstream;
  pids(): number[];
  stop(): Promise<void>;
  reset(): Promise<void>;
}

/**
 * Starts the local SageMaker on one loopback endpoint, every other service streamed to `upstream`.
 *
 * Its records and work files are in `stateDir/sagemaker`: jobs that ran when the last one ended have failed, endpoints
 * serve again. Throws when the port is taken or `upstream` does not start.
 */
export async function startSageMaker(options: StartSageMakerOptions): Promise<LocalSageMaker> {
  const folder = join(options.stateDir, "sagemaker");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Work files of processes that ended with the last run.
  rmSync(join(folder, "work"), { recursive: true, force: true });
  const front = new Front(options.log);
  const endpoint = `http://127.0.0.1:${await front.listen(options.port ?? 0)}`;
  try {
    const upstream = await options.upstream(endpoint);
    const open = () => {
      const service = new SageMaker(upstream, folder, options.python, options.log);
      front.connect(upstream, service.operations, service.runtime);
      service.resume();
      return service;
    };
    let service = open();
    return {
      endpoint,
      upstream,
      pids: () => service.pids(),
      stop: async () => {
        await service.close();
        await front.close();
      },
      reset: async () => {
        await service.close();
        rmSync(folder, { recursive: true, force: true });
        service = open();
      },
    };
  } catch (error) {
    await front.close();
    throw error;
  }
}
