import { type Call, didYouMean, reasonOf, sleep } from "../../framework";
import type { ConnectAuth } from "./auth";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where a worker is, and how to sign in. */
export interface ConnectTarget {
  /** Without a slash at its end. */
  readonly url: string;
  readonly auth: ConnectAuth;
  /** How long a busy worker is asked again, milliseconds. */
  readonly patience: number;
}

/** What a worker refused, or a worker that could not be asked. */
export class ConnectFailed extends Error {
  override readonly name = "ConnectFailed";
  constructor(
    message: string,
    /** 0 when nothing answered. */
    readonly status: number,
  ) {
    super(message);
  }

  get exists(): boolean {
    return this.status === 409 && /already exists/i.test(this.message);
  }
}

/** Attempts at a worker that answers with an error of its own, or not at all. */
const ATTEMPTS = 6;
/** A worker gives a check of a configuration 90 seconds. */
const REQUEST_MS = 100_000;

type Body = Readonly<Record<string, unknown>>;

/** One worker's REST API. */
export class ConnectClient {
  constructor(
    private readonly fetch: Fetch,
    private readonly target: ConnectTarget,
    private readonly call: Pick<Call, "signal">,
  ) {}

  get(path: string): Promise<unknown> {
    return this.ask("GET", path);
  }

  send(method: "PUT" | "POST" | "DELETE", path: string, body?: Body): Promise<unknown> {
    return this.ask(method, path, body);
  }

  /** Tries again what passes by itself: a rebalance, an error of the worker, a broken connection. */
  private async ask(method: string, path: string, body?: Body): Promise<unknown> {
    const end = Date.now() + this.target.patience;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(method, path, body);
      } catch (error) {
        if (this.call.signal.aborted) throw reasonOf(this.call.signal);
        if (!(error instanceof ConnectFailed)) throw error;
        const isBusy = error.status === 409 && !error.exists;
        const isTransient = error.status === 0 || error.status === 429 || error.status >= 500;
        const isSlow = /timed out/i.test(error.message) && error.status === 500;
        if (isBusy ? Date.now() > end : !isTransient || isSlow || attempt >= ATTEMPTS) throw error;
        await sleep(Math.min(250 * 2 ** (attempt - 1), 5000), this.call.signal);
      }
    }
  }

  private async once(method: string, path: string, body?: Body): Promise<unknown> {
    const limit = new AbortController();
    const stop = (): void => limit.abort(this.call.signal.reason);
    const timer = setTimeout(() => limit.abort(new Error(`no answer in ${REQUEST_MS / 1000} s`)), REQUEST_MS);
    this.call.signal.addEventListener("abort", stop, { once: true });
    try {
      const response = await this.fetch(`${this.target.url}${path}`, {
        method,
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...signedIn(this.target.auth),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "error",
        signal: limit.signal,
      });
      return this.answer(response.status, await response.text());
    } catch (error) {
      if (error instanceof ConnectFailed) throw error;
      throw new ConnectFailed(`no answer from the worker at ${this.target.url}: ${causeOf(error)}`, 0);
    } finally {
      clearTimeout(timer);
      this.call.signal.removeEventListener("abort", stop);
    }
  }

  private answer(status: number, text: string): unknown {
    const parsed = parse(text);
    if (status < 300 && (parsed !== undefined || text === "")) return parsed;
    const message = messageIn(parsed);
    if (status === 401 || status === 403)
      throw new ConnectFailed(
        `the worker at ${this.target.url} refuses the sign-in (${status}). Fix: check auth, or the provider's connectUser and connectPassword`,
        status,
      );
    if (message === undefined && status < 500 && status !== 429)
      throw new ConnectFailed(
        `url: ${this.target.url} answers ${status}, but not as a Kafka Connect worker does. Fix: give the address of its REST API, such as http://host:8083`,
        status === 404 ? 400 : status,
      );
    throw new ConnectFailed(message ?? `the worker at ${this.target.url} answers ${status}`, status);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function messageIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error_code" in body) || !("message" in body))
    return undefined;
  return typeof body.message === "string" ? body.message : undefined;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

function signedIn(auth: ConnectAuth): Record<string, string> {
  if (auth.kind === "bearer") return { authorization: `Bearer ${auth.token ?? ""}` };
  if (auth.kind !== "basic") return {};
  const pair = Buffer.from(`${auth.username ?? ""}:${auth.password ?? ""}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}

/** A wrong class with the one it may have meant. */
export function noPlugin(wanted: string, plugins: readonly string[]): string {
  return `config["connector.class"]: the worker has no plugin ${wanted}${didYouMean(wanted, plugins)}. It has: ${plugins.join(", ")}. Fix: install it on the workers, or correct the name`;
}
