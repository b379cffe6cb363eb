import { setTimeout as sleep } from "node:timers/promises";
import { CliError, exitCodes } from "../exit";

/** A task of a connector, as its worker tells. */
export interface TaskStatus {
  readonly id: number;
  readonly state: string;
  readonly worker_id: string;
  /** The failure's stack trace. */
  readonly trace?: string;
}

export interface ConnectorStatus {
  readonly name: string;
  readonly type: "source" | "sink" | "unknown";
  readonly connector: { readonly state: string; readonly worker_id: string; readonly trace?: string };
  readonly tasks: readonly TaskStatus[];
}

export interface WorkerPlugin {
  readonly class: string;
  readonly type: string;
  readonly version?: string;
}

/** One position: what it is of, and how far it is. */
export interface ConnectorOffset {
  readonly partition: Readonly<Record<string, unknown>>;
  readonly offset: Readonly<Record<string, unknown>> | null;
}

export interface Validation {
  readonly error_count: number;
  readonly configs: readonly {
    readonly value: {
      readonly name: string;
      readonly value: string | null;
      readonly errors: readonly string[];
    };
  }[];
}

const TRANSIENT = new Set([409, 502, 503, 504]);
const PATIENCE_MS = 60_000;

/** A worker's REST API. Credentials come from the environment, never from the command line. */
export class ConnectRest {
  readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    url: string,
    private readonly signal: AbortSignal,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    const parsed = parse(url);
    this.url = parsed.href.replace(/\/$/, "");
    const { KAFKA_CONNECT_USER: user, KAFKA_CONNECT_PASSWORD: password, KAFKA_CONNECT_TOKEN: token } = env;
    const basic = Buffer.from(`${user ?? ""}:${password ?? ""}`).toString("base64");
    this.headers = {
      "content-type": "application/json",
      accept: "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : user ? { authorization: `Basic ${basic}` } : {}),
    };
  }

  /** The same worker, for what must be done after an interruption, too. */
  lasting(): ConnectRest {
    return new ConnectRest(this.url, new AbortController().signal, this.env);
  }

  root(): Promise<{ readonly version: string; readonly kafka_cluster_id: string }> {
    return this.call("GET", "/");
  }

  plugins(): Promise<readonly WorkerPlugin[]> {
    return this.call("GET", "/connector-plugins?connectorsOnly=false");
  }

  names(): Promise<readonly string[]> {
    return this.call("GET", "/connectors");
  }

  status(name: string): Promise<ConnectorStatus> {
    return this.call("GET", `${of(name)}/status`);
  }

  config(name: string): Promise<Readonly<Record<string, string>>> {
    return this.call("GET", `${of(name)}/config`);
  }

  /** Undefined where the worker is older than Kafka 3.5, which has no such call. */
  async offsets(name: string): Promise<readonly ConnectorOffset[] | undefined> {
    try {
      const { offsets } = await this.call<{ readonly offsets: readonly ConnectorOffset[] }>(
        "GET",
        `${of(name)}/offsets`,
      );
      return offsets;
    } catch (error) {
      if (error instanceof ConnectFailed && error.status === 404) return undefined;
      throw error;
    }
  }

  validate(type: string, config: Readonly<Record<string, string>>): Promise<Validation> {
    return this.call("PUT", `/connector-plugins/${encodeURIComponent(type)}/config/validate`, config);
  }

  /** `stop` takes the tasks down and keeps the connector, `resume` ends a stop or a pause. */
  async change(name: string, to: "stop" | "resume" | "pause"): Promise<void> {
    await this.call("PUT", `${of(name)}/${to}`);
  }

  /** Waits until the connector, and its tasks where it shall run, have a state. A failed one ends the wait. */
  async awaitState(name: string, state: "RUNNING" | "STOPPED", timeoutMs: number): Promise<ConnectorStatus> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const status = await this.status(name);
      const tasks = status.tasks;
      const reached =
        status.connector.state === state &&
        (state === "STOPPED"
          ? tasks.length === 0
          : tasks.length > 0 && tasks.every((task) => task.state === "RUNNING"));
      if (reached) return status;
      const failed = [status.connector, ...tasks].find((each) => each.state === "FAILED");
      if (failed !== undefined && state === "RUNNING")
        throw new CliError(`connector ${name} failed: ${reason(failed.trace)}`);
      if (Date.now() > end)
        throw new CliError(
          `connector ${name} is not ${state} after ${Math.round(timeoutMs / 1000)} s but ${status.connector.state} with ` +
            `tasks ${tasks.map((task) => task.state).join(", ") || "none"}`,
        );
      await sleep(300, undefined, { signal: this.signal }).catch(() => undefined);
      this.signal.throwIfAborted();
    }
  }

  /** Tries again while the worker rebalances or does not answer, for a minute. */
  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const response = await this.ask(method, path, body);
      const text = await response.text();
      if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
      if (!TRANSIENT.has(response.status) || Date.now() > end)
        throw new ConnectFailed(this.url, method, path, response.status, messageOf(text));
      await sleep(500, undefined, { signal: this.signal }).catch(() => undefined);
      this.signal.throwIfAborted();
    }
  }

  private async ask(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers: this.headers,
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(120_000)]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      this.signal.throwIfAborted();
      const cause =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CliError(
        `the Connect worker at ${this.url} does not answer (${cause}): check --connect-url, and that this machine may reach it; ` +
          "a worker on ECS is private to its network",
      );
    }
  }
}

/** A worker's refusal. */
export class ConnectFailed extends CliError {
  constructor(
    url: string,
    method: string,
    path: string,
    readonly status: number,
    /** What the worker said, without where. */
    readonly said: string,
  ) {
    const sign = "set KAFKA_CONNECT_USER and KAFKA_CONNECT_PASSWORD, or KAFKA_CONNECT_TOKEN";
    const fix = status === 401 || status === 403 ? `: ${sign}` : "";
    super(`${url} refused ${method} ${path} (${status}): ${said || "no reason given"}${fix}`);
  }
}

/** The first lines of a Java stack trace that say something. */
export function reason(trace: string | undefined): string {
  const lines = (trace ?? "no reason given").split("\n");
  const causes = lines.filter((line, at) => at === 0 || line.startsWith("Caused by:"));
  return [causes[0], causes.length > 1 ? causes.at(-1) : undefined]
    .filter((line) => line !== undefined)
    .join("; ")
    .slice(0, 600);
}

const of = (name: string): string => `/connectors/${encodeURIComponent(name)}`;

function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message.slice(0, 1000) : "";
  } catch {
    return text.slice(0, 300);
  }
}

function parse(url: string): URL {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {
    // Said below.
  }
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new CliError(`--connect-url: "${url}" is no http address of a Connect worker`, exitCodes.usage);
  if (parsed.username !== "" || parsed.password !== "")
    throw new CliError(
      "--connect-url must not hold a user or password: set KAFKA_CONNECT_USER and KAFKA_CONNECT_PASSWORD",
      exitCodes.usage,
    );
  return parsed;
}
