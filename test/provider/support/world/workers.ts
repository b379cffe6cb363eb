import type { Fetch } from "../../../../provider/kafka/connect/client";
import type { Fault, Line } from "./line";

export interface Known {
  readonly config: Readonly<Record<string, string>>;
  readonly state: string;
  /** Looks at its status until its tasks run. */
  readonly looks: number;
}

export type Connectors = Map<string, Known>;

/** Connect workers in memory, and files at addresses. */
export interface Workers {
  readonly connectors: Connectors;
  /** What a read sees, which may lag behind. */
  seen(): Connectors;
  readonly files: ReadonlyMap<string, string>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const none = (name: string): Reply => ({
  status: 404,
  body: { error_code: 404, message: `Connector ${name} not found` },
});

/** Calls by what they do; reads begin with Get. */
function operationOf(method: string, path: string): string {
  const rest = path.replace(/^\/connectors\/[^/]+/, "");
  if (path.endsWith("/validate")) return "GetValidation";
  if (rest === path) return `${method === "POST" ? "Create" : "Get"} ${path}`;
  const verbs: Record<string, string> = { GET: "Get", DELETE: "Delete", POST: "Post", PUT: "Put" };
  return `${verbs[method] ?? method}Connector ${rest.replace(/\?.*$/, "")}`;
}

function answer(workers: Workers, method: string, url: URL, body: string): Reply {
  const { connectors, files } = workers;
  const file = files.get(url.href);
  if (file !== undefined) return { status: 200, body: file };
  if (url.pathname === "/") return ok({ version: "4.1.2", commit: "1", kafka_cluster_id: "cluster-1" });
  if (url.pathname === "/connector-plugins") return ok([{ class: "acme.Sink", type: "sink", version: "1" }]);
  const input = (body === "" ? {} : JSON.parse(body)) as Record<string, unknown>;
  if (url.pathname.endsWith("/validate"))
    return ok({ configs: Object.keys(input).map((name) => ({ value: { name, errors: [] } })) });
  if (url.pathname === "/connectors") return created(connectors, input);
  const [, , encoded = "", what] = url.pathname.split("/");
  const name = decodeURIComponent(encoded);
  if (method === "GET") return shown(workers.seen(), connectors, name, what);
  const found = connectors.get(name);
  if (method === "PUT" && what === "config") {
    connectors.set(name, { state: found?.state ?? "RUNNING", looks: 1, config: input as Known["config"] });
    return ok({});
  }
  if (found === undefined) return none(name);
  const states: Record<string, string> = { pause: "PAUSED", stop: "STOPPED", resume: "RUNNING" };
  if (method === "DELETE") connectors.delete(name);
  else connectors.set(name, { ...found, looks: 1, state: states[what ?? ""] ?? found.state });
  return { status: 204, body: "" };
}

function created(connectors: Connectors, input: Record<string, unknown>): Reply {
  const name = String(input.name);
  if (connectors.has(name))
    return { status: 409, body: { error_code: 409, message: `Connector ${name} already exists` } };
  const { config, initial_state: state = "RUNNING" } = input as {
    config: Known["config"];
    initial_state?: string;
  };
  connectors.set(name, { config, state, looks: 1 });
  return { status: 201, body: {} };
}

function shown(seen: Connectors, now: Connectors, name: string, what: string | undefined): Reply {
  const found = seen.get(name);
  if (found === undefined) return none(name);
  if (what === "config") return ok({ ...found.config, name });
  if (seen === now) now.set(name, { ...found, looks: Math.max(0, found.looks - 1) });
  const { fail: trouble } = found.config;
  if (trouble !== undefined) return failedBy(name, trouble);
  const state = found.looks > 0 && found.state === "RUNNING" ? "UNASSIGNED" : found.state;
  const count = found.state === "STOPPED" ? 0 : Number(found.config["tasks.max"] ?? 1);
  const tasks = [...Array(count).keys()].map((id) => ({ id, state, worker_id: "w" }));
  return ok({ name, type: "sink", connector: { state, worker_id: "w" }, tasks });
}

/** A connector told to fail says by what, as a careless one does. */
function failedBy(name: string, trouble: string): Reply {
  const trace = `acme.Failed: cannot work with ${trouble}\n\tat acme.Task.start(Task.java:1)\n`;
  const connector = { state: "RUNNING", worker_id: "w" };
  return ok({ name, type: "sink", connector, tasks: [{ id: 0, state: "FAILED", worker_id: "w", trace }] });
}

/** Every call of these workers, and of the addresses, goes through a line that may break. */
export function linedFetch(workers: Workers, line: Line): Fetch {
  return (address, init) => {
    const url = new URL(address);
    const method = init.method ?? "GET";
    const perform = () => {
      const body = typeof init.body === "string" ? init.body : "";
      const reply = answer(workers, method, url, body);
      return Promise.resolve(responseOf(reply));
    };
    return line.through({
      cloud: "connect",
      operation: operationOf(method, url.pathname),
      signal: init.signal ?? undefined,
      perform,
      fail,
    });
  };
}

function responseOf({ status, body }: Reply): Response {
  if (status === 204) return new Response(null, { status });
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
}

/** A fault as a client of HTTP meets it. */
function fail({ name }: Fault): Promise<Response> {
  const statuses: Record<string, number> = { throttled: 429, "500": 500, "503": 503, expired: 401 };
  const status = statuses[name];
  if (status !== undefined)
    return Promise.resolve(responseOf({ status, body: { error_code: status, message: name } }));
  const cause = new Error(name === "timed out" ? "connect ETIMEDOUT" : "read ECONNRESET");
  return Promise.reject(new TypeError("fetch failed", { cause }));
}
