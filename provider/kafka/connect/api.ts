import { type ConnectClient, ConnectFailed } from "./client";

export type Settings = Readonly<Record<string, string>>;
export type Wanted = "RUNNING" | "PAUSED" | "STOPPED";

export interface Status {
  readonly type: string;
  readonly state: string;
  readonly trace: string;
  readonly tasks: readonly { readonly id: number; readonly state: string; readonly trace: string }[];
}

export interface Worker {
  readonly version: string;
  readonly clusterId: string;
}

/** What a worker says of one setting of a configuration it was asked to check. */
export interface Checked {
  readonly name: string;
  readonly errors: readonly string[];
}

/** Calls of Connect's REST API, with answers read into types: what has another shape is told as an error. */
export function connectApi(client: ConnectClient) {
  const path = (name: string, rest = "") => `/connectors/${encodeURIComponent(name)}${rest}`;
  const optional = async (asked: Promise<unknown>): Promise<unknown> => {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof ConnectFailed && error.status === 404) return undefined;
      throw error;
    }
  };
  return {
    async worker(): Promise<Worker> {
      const answer = members(await client.get("/"));
      return { version: text(answer.version), clusterId: text(answer.kafka_cluster_id) };
    },
    async plugins(): Promise<string[]> {
      return list(await client.get("/connector-plugins")).map((each) => text(members(each).class));
    },
    async check(className: string, config: Settings): Promise<readonly Checked[]> {
      const at = `/connector-plugins/${encodeURIComponent(className)}/config/validate`;
      const answer = members(await client.send("PUT", at, config));
      return list(answer.configs).map((each) => {
        const { name, errors } = members(members(each).value);
        return { name: text(name), errors: list(errors).map(text) };
      });
    },
    /** Fails with a `ConnectFailed` that `exists` when there is one of this name. */
    create: (name: string, config: Settings, state: Wanted) =>
      client.send("POST", "/connectors", {
        name,
        config,
        ...(state === "RUNNING" ? {} : { initial_state: state }),
      }),
    put: (name: string, config: Settings) => client.send("PUT", path(name, "/config"), config),
    async config(name: string): Promise<Settings | undefined> {
      const answer = await optional(client.get(path(name, "/config")));
      if (answer === undefined) return undefined;
      const settings = Object.entries(members(answer)).filter(([key]) => key !== "name");
      return Object.fromEntries(settings.map(([key, value]) => [key, text(value)]));
    },
    async status(name: string): Promise<Status | undefined> {
      const answer = await optional(client.get(path(name, "/status")));
      if (answer === undefined) return undefined;
      const { type, connector, tasks } = members(answer);
      const own = members(connector);
      return {
        type: text(type),
        state: text(own.state),
        trace: text(own.trace),
        tasks: list(tasks).map((each) => {
          const task = members(each);
          return { id: Number(task.id), state: text(task.state), trace: text(task.trace) };
        }),
      };
    },
    turn: (name: string, to: Wanted) =>
      client.send("PUT", path(name, { RUNNING: "/resume", PAUSED: "/pause", STOPPED: "/stop" }[to])),
    restart: (name: string, onlyFailed: boolean) =>
      client.send("POST", path(name, `/restart?includeTasks=true&onlyFailed=${String(onlyFailed)}`)),
    remove: (name: string) => optional(client.send("DELETE", path(name))),
  };
}

export type ConnectApi = ReturnType<typeof connectApi>;

function members(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(
      "url: answers, but not as a Kafka Connect worker does. Fix: give the address of its REST API",
    );
  return value as Record<string, unknown>;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : JSON.stringify(value);
}
