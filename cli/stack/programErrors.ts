import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What follows from an end that is under way already: the engine says itself why it ends. */
const AFTERMATH = /monitor (is terminating|has shut down)|\b(UNAVAILABLE|CANCELLED)\b/i;

/** How long nothing may be under way before a program that failed is ended, in milliseconds. */
const QUIET_MS = 500;

/**
 * Ends a run whose program failed outside its own flow: in an `apply`, or with a resource the engine would not
 * register. The SDK then waits for ever for outputs that never come (pulumi/pulumi issue 14980). What is under way
 * is let finish first.
 */
export class ProgramErrors {
  private readonly errors = new Map<unknown, string>();
  private readonly underWay = new Set<string>();
  private readonly said: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly listener = (error: unknown) => this.note(error);

  /** @param end asks the engine to stop. Called once, when an error was seen and nothing is under way. */
  constructor(private readonly end: () => void) {
    process.on("unhandledRejection", this.listener);
    process.on("uncaughtException", this.listener);
  }

  see({ diagnosticEvent, resourcePreEvent, resOutputsEvent, resOpFailedEvent }: EngineEvent): void {
    if (diagnosticEvent) this.said.push(diagnosticEvent.message);
    const begun = resourcePreEvent?.metadata;
    // A component is under way as long as the program is.
    if (begun && (begun.new ?? begun.old)?.custom) this.underWay.add(begun.urn);
    const ended = resOutputsEvent?.metadata ?? resOpFailedEvent?.metadata;
    if (ended) this.underWay.delete(ended.urn);
    if (begun || ended) this.settle();
  }

  /** The errors that no diagnostic of the engine has told yet. */
  untold(): string[] {
    const found = [...new Set(this.errors.values())];
    return found.filter((message) => !this.said.some((line) => line.includes(message)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    process.off("unhandledRejection", this.listener);
    process.off("uncaughtException", this.listener);
  }

  private note(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (AFTERMATH.test(message)) return;
    this.errors.set(error, message);
    this.settle();
  }

  private settle(): void {
    clearTimeout(this.timer);
    if (this.errors.size === 0 || this.underWay.size > 0) return;
    this.timer = setTimeout(this.end, QUIET_MS);
  }
}
