import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Supervised, scrubbedEnvironment } from "../processes/supervised";
import { houseFolder } from "../python/folders";
import { AccessRefused, type AwsCredentials, type Caller, type Log, type Upstream } from "./contract";

/** The emulator as the SageMaker front sees it, and how to end or empty it. */
export interface Emulator extends Upstream {
  pid: number;
  stop(): Promise<void>;
  reset(): Promise<void>;
}

export interface EmulatorOptions {
  stateDir: string;
  python: string;
  region: string;
  /** The front's URL: what the emulator puts into the addresses it hands out, such as those of queues. */
  front: string;
  log: Log;
}

const accountId = "000000000000";

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** The account's root key: made once per state folder, so that ordinary clients keep working after a restart. */
function rootCredentials(folder: string): AwsCredentials {
  const file = join(folder, "root.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as AwsCredentials;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const accessKeyId = `AKIA${[...randomBytes(16)].map((byte) => alphabet[byte % 32] ?? "A").join("")}`;
  const credentials = { accessKeyId, secretAccessKey: randomBytes(30).toString("base64") };
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
}

/**
 * Starts ministack with policies enforced, bound to loopback, its state kept in `stateDir/aws`.
 *
 * Throws with the last lines of its log when it does not answer within 30 seconds.
 */
export async function startMinistack(options: EmulatorOptions): Promise<Emulator> {
  const folder = join(options.stateDir, "aws");
  const logs = join(options.stateDir, "logs");
  for (const each of [folder, logs, join(folder, "tmp")]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const credentials = rootCredentials(folder);
  const port = await freePort();
  const token = randomBytes(24).toString("hex");
  const logFile = join(logs, "aws.log");
  const env = scrubbedEnvironment({
    AUTH: "true",
    BIND_HOST: "127.0.0.1",
    MINISTACK_HOST: "127.0.0.1",
    MINISTACK_REGION: options.region,
    MINISTACK_ACCOUNT_ID: accountId,
    GATEWAY_PORT: new URL(options.front).port,
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    // A socket that does not exist: the emulator must not look for containers of a real daemon.
    DOCKER_HOST: `unix://${join(folder, "no-docker.sock")}`,
    PERSIST_STATE: "1",
    STATE_DIR: join(folder, "services"),
    S3_PERSIST: "1",
    S3_DATA_DIR: join(folder, "s3"),
    TMPDIR: join(folder, "tmp"),
    LOG_LEVEL: "WARNING",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: options.region,
    PYTHONPATH: [houseFolder("local", "aws", "plugin")].join(delimiter),
    FLOE_INTERNAL_TOKEN: token,
    FLOE_FRONT: options.front,
  });
  const child = Supervised.start({
    command: options.python,
    args: ["-m", "floe_aws", String(port)],
    env,
    cwd: folder,
    output: { file: logFile },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const internal = new InternalCalls(endpoint, token);
  await untilReady(child, internal, logFile);
  return {
    endpoint,
    region: options.region,
    accountId,
    credentials,
    pid: child.pid,
    authorize: async (signed, checks) => {
      const { body, ...head } = signed;
      const header = Buffer.from(JSON.stringify({ ...head, checks })).toString("base64");
      const answer = await internal.call("authorize", body, { "x-floe-request": header });
      if (answer.status !== 200) throw refusal(answer.result);
      return answer.result as unknown as Caller;
    },
    assumeRole: async (roleArn, sessionName, sourceArn) => {
      const query = { roleArn, service: "sagemaker.amazonaws.com", sessionName, sourceArn };
      const answer = await internal.call("assume", Buffer.from(JSON.stringify(query)));
      if (answer.status !== 200) throw refusal(answer.result);
      const { accessKeyId, secretAccessKey, sessionToken } = answer.result as unknown as AwsCredentials;
      return { accessKeyId, secretAccessKey, sessionToken };
    },
    publish: async (event) => {
      await internal.call("event", Buffer.from(JSON.stringify(event)));
    },
    stop: () => child.stop(8000),
    reset: async () => {
      const answer = await internal.raw("/_ministack/reset");
      if (answer >= 400)
        throw new Error(`The AWS emulator refused to reset (HTTP ${answer}); see ${logFile}`);
      rmSync(join(folder, "tmp"), { recursive: true, force: true });
      mkdirSync(join(folder, "tmp"), { recursive: true, mode: 0o700 });
    },
  };
}

function refusal(result: Record<string, unknown>): AccessRefused {
  const text = (key: string) => (typeof result[key] === "string" ? result[key] : "");
  return new AccessRefused(
    text("code") || "InternalFailure",
    text("message") || text("error"),
    result["exists"] !== false,
  );
}

async function untilReady(child: Supervised, internal: InternalCalls, logFile: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (
      await internal.call("health", Buffer.alloc(0)).then(
        (answer) => answer.status === 200,
        () => false,
      )
    ) {
      return;
    }
    if (!child.running || Date.now() > deadline) {
      await child.stop(0);
      const tail = existsSync(logFile)
        ? readFileSync(logFile, "utf8").trim().split("\n").slice(-8).join("\n")
        : "";
      throw new Error(`The AWS emulator did not start; the last lines of ${logFile}:\n${tail}`);
    }
    await sleep(15);
  }
}

interface InternalAnswer {
  status: number;
  result: Record<string, unknown>;
}

/** The emulator's internal operations, over kept connections. */
class InternalCalls {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });

  constructor(
    private readonly endpoint: string,
    private readonly token: string,
  ) {}

  call(operation: string, body: Buffer, headers: Record<string, string> = {}): Promise<InternalAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.endpoint}/_floe/${operation}`,
        {
          method: "POST",
          agent: this.agent,
          headers: { ...headers, "x-floe-token": this.token, "content-length": String(body.length) },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            try {
              const result = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
              resolve({ status: incoming.statusCode ?? 500, result });
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  async raw(path: string): Promise<number> {
    const answer = await fetch(`${this.endpoint}${path}`, { method: "POST" });
    await answer.arrayBuffer();
    return answer.status;
  }
}
