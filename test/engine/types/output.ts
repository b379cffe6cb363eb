import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What Pulumi's own Node.js SDK says with `--debug`: it prints every answer with its secrets, whoever sent it. */
const SDK = /^(?:Register|Read)Resource RPC finished: |^resource:/;

/** What Pulumi itself logs with `-v=9` of every provider's resources: their properties, with their secrets; its dots
 * of progress may stand before. */
const ENGINE =
  /^(?:@ \w+\.*\s*)?\{.*"msg":"(?:(?:Unm|M)arshaling property for RPC\[|Planner decided to |[^"]*RegisterResource RPC finished: )/;

/** Everything the engine lets out while a test runs: its events, and what it prints. */
export class Output {
  private readonly events: string[] = [];
  private readonly printed: string[] = [];

  hear(event: EngineEvent): void {
    // The type of the severity lacks "debug", which `--debug` brings.
    const { severity, message }: { severity: string; message: string } = event.diagnosticEvent ?? {
      severity: "",
      message: "",
    };
    if (severity !== "debug" || !SDK.test(message)) this.events.push(JSON.stringify(event));
  }

  /** Options of an operation that keep what it prints. */
  all() {
    const keep = (text: string): void => void this.printed.push(text);
    return { onOutput: keep, onError: keep };
  }

  text(): string {
    const printed = this.printed.join("").split("\n");
    return [...this.events, ...printed.filter((line) => !ENGINE.test(line))].join("\n");
  }
}

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const TAG = "4dabf18193072939515e22adb298388d";

/** An exported state without what is secret in it: an export holds secrets in plain text, inside their marks. */
export function shownOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shownOf);
  if (typeof value !== "object" || value === null) return value;
  const bag = value as Record<string, unknown>;
  if (bag[TAG] === SECRET) return "[secret]";
  return Object.fromEntries(Object.entries(bag).map(([key, item]) => [key, shownOf(item)]));
}
