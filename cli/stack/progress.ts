import pc from "picocolors";
import type { Output } from "../output";
import { seconds } from "../output";
import { parts } from "./events";
import type { StackEvent } from "./messages";

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SHOWN = 8;
const GAP_MS = 5_000;

interface Running {
  readonly op: string;
  readonly since: number;
  note?: string;
  notedAt: number;
}

/** How long one resource took, for those who ask afterwards. */
export interface Leg {
  readonly type: string;
  readonly name: string;
  readonly op: string;
  /** When it began and ended, in milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
}

/** Shows what the engine does while it does it, and keeps what must be said at the end. */
export class Progress {
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  readonly legs: Leg[] = [];
  changes: Readonly<Record<string, number>> = {};
  private readonly running = new Map<string, Running>();
  private readonly timer: NodeJS.Timeout | undefined;
  private frame = 0;

  constructor(
    private readonly output: Output,
    private readonly previewing: boolean,
  ) {
    if (output.live) this.timer = setInterval(() => this.redraw(), 120);
  }

  see(event: StackEvent): void {
    switch (event.kind) {
      case "start":
        if (this.previewing) this.announce(event.urn, event.op, event.diffs);
        else this.running.set(event.urn, { op: event.op, since: Date.now(), notedAt: 0 });
        break;
      case "end":
        this.finish(event.urn, event.op, event.failed);
        break;
      case "diagnostic":
        this.diagnose(event);
        break;
      case "summary":
        this.changes = event.changes;
        break;
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.output.clear();
  }

  private announce(urn: string, op: string, diffs: readonly string[] = []): void {
    const { type, name } = parts(urn);
    const changed = diffs.length > 0 ? pc.dim(` [${diffs.join(", ")}]`) : "";
    this.output.note(`${sign(op)} ${op.padEnd(8)} ${type} ${pc.bold(name)}${changed}`);
  }

  private finish(urn: string, op: string, failed: boolean): void {
    const run = this.running.get(urn);
    if (!run) return;
    this.running.delete(urn);
    const { type, name } = parts(urn);
    const ended = Date.now();
    const took = (ended - run.since) / 1000;
    this.legs.push({ type, name, op, began: run.since, ended });
    const mark = failed ? pc.red("✗") : sign(op);
    this.output.note(
      `${mark} ${failed ? "failed" : done(op)} ${type} ${pc.bold(name)} ${pc.dim(`(${seconds(took)})`)}`,
    );
    this.redraw();
  }

  private diagnose(event: Extract<StackEvent, { kind: "diagnostic" }>): void {
    const name = event.urn ? parts(event.urn).name : "";
    const text = name === "" ? event.message : `${name}: ${event.message}`;
    if (event.severity === "error") this.errors.push(text);
    else if (event.severity === "warning") {
      this.warnings.push(text);
      this.output.note(`${pc.yellow("!")} ${text}`);
    } else this.inform(event.urn, name, event.message);
  }

  /** Progress of a long operation: beside its live line, or now and then as a line of its own. */
  private inform(urn: string | undefined, name: string, message: string): void {
    const run = urn ? this.running.get(urn) : undefined;
    if (!run) {
      if (!urn) this.output.note(pc.dim(message));
      return;
    }
    run.note = message.split("\n").at(-1);
    if (!this.output.live && Date.now() - run.notedAt > GAP_MS) {
      run.notedAt = Date.now();
      this.output.note(`  ${name}: ${run.note ?? ""}`);
    }
  }

  private redraw(): void {
    if (!this.output.live) return;
    this.frame++;
    const spin = SPINNER[this.frame % SPINNER.length] ?? "";
    const lines = [...this.running].slice(0, SHOWN).map(([urn, run]) => {
      const { type, name } = parts(urn);
      const took = seconds((Date.now() - run.since) / 1000);
      return `${pc.cyan(spin)} ${doing(run.op)} ${type} ${pc.bold(name)} ${pc.dim(`${took} ${run.note ?? ""}`)}`;
    });
    if (this.running.size > SHOWN) lines.push(pc.dim(`  and ${this.running.size - SHOWN} more`));
    this.output.draw(lines);
  }
}

function sign(op: string): string {
  if (op.startsWith("create")) return pc.green("+");
  if (op.startsWith("delete")) return pc.red("-");
  if (op.includes("replace")) return pc.magenta("±");
  if (op === "update") return pc.yellow("~");
  return pc.dim("·");
}

const DONE: Readonly<Record<string, string>> = {
  create: "created",
  "create-replacement": "created (replacement)",
  update: "updated",
  delete: "deleted",
  "delete-replaced": "deleted (replaced)",
  replace: "replaced",
  refresh: "read",
  read: "read",
  import: "imported",
};
const DOING: Readonly<Record<string, string>> = {
  create: "creating",
  "create-replacement": "creating (replacement)",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting (replaced)",
  replace: "replacing",
  refresh: "reading",
  read: "reading",
  import: "importing",
};
const done = (op: string): string => DONE[op] ?? op;
const doing = (op: string): string => DOING[op] ?? op;

/** "3 to create, 12 unchanged": the summary of an operation in words. */
export function changesInWords(changes: Readonly<Record<string, number>>): string {
  const words = Object.entries(changes)
    .filter(([op, number]) => op !== "same" && number > 0)
    .map(([op, number]) => `${number} ${done(op)}`);
  const same = changes.same ?? 0;
  if (words.length === 0) return `no change (${same} unchanged)`;
  return same > 0 ? `${words.join(", ")}, ${same} unchanged` : words.join(", ");
}
