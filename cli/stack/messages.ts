export type Operation = "up" | "preview" | "refresh" | "destroy";

/** What the worker that drives the engine is asked to do. */
export interface Task {
  readonly operation: Operation;
  readonly stack: string;
  readonly project: string;
  /** Compiled program, whose exports (or exported function's result) are the stack's outputs. */
  readonly main: string;
  /** Folder of the stack's settings and work files. */
  readonly workDir: string;
  /** Folder of the file backend, where the stack's state and locks lie. */
  readonly backendFolder: string;
  readonly config: Readonly<Record<string, string>>;
  /** Folders of the provider plugins, by provider name. */
  readonly plugins: Readonly<Record<string, string>>;
  readonly parallel?: number;
  readonly diff?: boolean;
  readonly expectNoChanges?: boolean;
  /** After `destroy`, forget the stack and its history too. */
  readonly remove?: boolean;
}

/** One change of one resource, as shown to people. */
export type StackEvent =
  | { readonly kind: "start"; readonly urn: string; readonly op: string; readonly diffs?: readonly string[] }
  | { readonly kind: "end"; readonly urn: string; readonly op: string; readonly failed: boolean }
  | {
      readonly kind: "diagnostic";
      readonly urn?: string;
      readonly severity: Severity;
      readonly message: string;
    }
  | {
      readonly kind: "summary";
      readonly changes: Readonly<Record<string, number>>;
      readonly seconds: number;
    };

export type Severity = "info" | "warning" | "error";

/** What an operation came to. */
export interface Outcome {
  readonly ok: boolean;
  /** Stack outputs; secrets are shown as "[secret]". */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Why it failed, when no resource said so itself. */
  readonly reason?: string;
}

export type FromWorker =
  | { readonly type: "event"; readonly event: StackEvent }
  | { readonly type: "log"; readonly line: string }
  | { readonly type: "outcome"; readonly outcome: Outcome };

export type ToWorker = { readonly type: "run"; readonly task: Task } | { readonly type: "cancel" };
