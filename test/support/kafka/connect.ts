import { until } from "./until";

interface State {
  readonly state: string;
  readonly trace?: string;
}

/** A Connect worker's REST API. */
export class Connect {
  constructor(readonly url: string) {}

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(95_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }

  /** The connector's state and its task's, and what the task died of. */
  async status(name: string): Promise<{ states: string[]; trace: string }> {
    const { connector, tasks } = (await this.call("GET", `/connectors/${name}/status`)) as {
      connector: State;
      tasks: State[];
    };
    const all = [connector, ...tasks];
    return { states: all.map(({ state }) => state), trace: all.map(({ trace }) => trace ?? "").join("") };
  }

  /** Makes or changes a connector and waits until its task runs. */
  async run(config: Readonly<Record<string, string>>, patienceMs = 90_000): Promise<void> {
    const name = config["name"] ?? "";
    await this.call("PUT", `/connectors/${name}/config`, config);
    let now = { states: ["absent"], trace: "" };
    await until(
      async () => {
        now = await this.status(name).catch(() => now);
        if (now.states.includes("FAILED")) throw new Error(`connector ${name} failed: ${now.trace}`);
        return now.states.length > 1 && now.states.every((state) => state === "RUNNING");
      },
      () => `connector ${name} does not run: ${now.states.join()}`,
      patienceMs,
    );
  }
}
