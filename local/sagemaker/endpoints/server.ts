import { mkdir, rm } from "node:fs/promises";
import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { startContainer } from "../jobs/container";
import { readImage } from "../jobs/images";
import { LogForwarder } from "../jobs/log-forwarder";
import { parseS3Uri } from "../jobs/s3-uri";
import { unpack } from "../jobs/tarball";
import type { Model } from "../models/models";
import type { Supervised } from "../../processes/supervised";
import type { Cloud } from "../state/cloud";

export interface ModelAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface ServerOptions {
  cloud: Cloud;
  model: Model;
  access: RoleAccess;
  /** Folder of this server alone; removed when it stops. */
  folder: string;
  logGroup: string;
  logStream: string;
  environment?: Record<string, string>;
}

const healthTimeoutMs = 60_000;
/** The runtime's limit for a model's answer. */
export const invocationTimeoutMs = 60_000;

/** A model's container: a process on a port of its own that answers the serving contract. */
export class ModelServer {
  private constructor(
    private readonly child: Supervised,
    private readonly logs: LogForwarder,
    private readonly folder: string,
    private port: number,
  ) {}

  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64, noDelay: true });

  /** Downloads the artifact with the model's role, starts the container and waits until /ping answers 200. */
  static async start(options: ServerOptions): Promise<ModelServer> {
    const { cloud, model, access, folder } = options;
    const container = model.request.PrimaryContainer;
    if (
      readImage(container?.Image ?? "").kind === "other" &&
      container?.Environment?.["SAGEMAKER_PROGRAM"] === undefined
    ) {
      throw new Error(
        `The local SageMaker cannot run the image ${container?.Image ?? ""}: use sagemaker-xgboost:3.2-0, or name an ` +
          "inference script with the environment variable SAGEMAKER_PROGRAM",
      );
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, "model"), { recursive: true });
    await fetchArtifacts(access, container?.ModelDataUrl, folder);
    await fetchCode(access, container?.Environment?.["SAGEMAKER_SUBMIT_DIRECTORY"], folder);
    const note = (line: string) => cloud.log(`SageMaker: model ${model.request.ModelName ?? ""}: ${line}`);
    const logs = new LogForwarder(access, options.logGroup, options.logStream, note);
    const lines: string[] = [];
    let known: (port: number) => void = () => undefined;
    const port = new Promise<number>((resolve) => (known = resolve));
    const child = startContainer({
      command: cloud.python,
      args: ["-m", "floe_sagemaker.serve"],
      cwd: folder,
      python: cloud.python,
      env: {
        ...(container?.Environment ?? {}),
        ...(options.environment ?? {}),
        SAGEMAKER_BASE_DIR: folder,
        SAGEMAKER_BIND_TO_PORT: "0",
      },
      line: (line) => {
        const found = /^floe-serve-port (\d+)$/u.exec(line);
        if (found) known(Number(found[1]));
        else {
          lines.push(line);
          logs.write(line);
        }
      },
    });
    const server = new ModelServer(child, logs, folder, 0);
    const first = await Promise.race([port, child.exited.then(() => 0), timeout(healthTimeoutMs)]);
    if (first === 0) {
      await server.stop();
      const reason = lines
        .find((line) => line.startsWith("floe-serve-failed "))
        ?.slice("floe-serve-failed ".length);
      throw new Error(reason ?? lines.at(-1) ?? "The container ended before it answered /ping");
    }
    server.port = first;
    await server.ping();
    return server;
  }

  get pid(): number {
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.running;
  }

  get exited(): Promise<unknown> {
    return this.child.exited;
  }

  private async ping(): Promise<void> {
    const answer = await this.call("GET", "/ping", {}, Buffer.alloc(0));
    if (answer.status !== 200) throw new Error(`The container's /ping answered ${answer.status}`);
  }

  /** @param timeoutMs longest time the model may take. Default: the runtime's limit. */
  invoke(headers: Record<string, string>, body: Buffer, timeoutMs?: number): Promise<ModelAnswer> {
    return this.call("POST", "/invocations", headers, body, timeoutMs);
  }

  private call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: Buffer,
    timeoutMs = invocationTimeoutMs,
  ): Promise<ModelAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: "127.0.0.1",
          port: this.port,
          method,
          path,
          agent: this.agent,
          timeout: timeoutMs,
          headers: { ...headers, "content-length": String(body.length) },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: incoming.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on("timeout", () =>
        outgoing.destroy(new Error(`The model did not answer within ${timeoutMs / 1000} seconds`)),
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.child.stop(2000);
    await this.logs.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Ends at once, without waiting for the logs: the local cloud is ending. */
  async kill(): Promise<void> {
    this.agent.destroy();
    await this.child.stop(0);
  }
}

function timeout(ms: number): Promise<0> {
  return new Promise((resolve) => setTimeout(() => resolve(0), ms).unref());
}

async function fetchArtifacts(access: RoleAccess, url: string | undefined, folder: string): Promise<void> {
  if (url === undefined) return;
  const file = join(folder, "model.tar.gz");
  try {
    await access.download(parseS3Uri(url), file);
  } catch (error) {
    throw new Error(`Failed to download model data from ${url}: ${messageOf(error)}`, { cause: error });
  }
  try {
    await unpack(file, join(folder, "model"));
  } catch (error) {
    throw new Error(`The model data ${url} is not a tar.gz archive: ${messageOf(error)}`, { cause: error });
  }
  await rm(file);
}

async function fetchCode(access: RoleAccess, uri: string | undefined, folder: string): Promise<void> {
  if (uri === undefined || !uri.startsWith("s3://")) return;
  const file = join(folder, "sourcedir.tar.gz");
  await access.download(parseS3Uri(uri), file);
  await unpack(file, join(folder, "code"));
  await rm(file);
}
