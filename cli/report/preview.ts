/** One planned change, as `pulumi preview --json` lists it. */
export interface Change {
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** Types of the components around it, outermost first. */
  readonly components: readonly string[];
  /** Properties that change, or that force the replacement. */
  readonly because: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A preview, whether it succeeded or not. */
export interface Preview {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  readonly errors: readonly string[];
}

/** Reads the output of `pulumi preview --json`; text before or instead of the document counts as an error message. */
export function readPreview(text: string, errorText = ""): Preview {
  const document = parse(text);
  if (!document) return { changes: [], unchanged: 0, errors: messages(errorText, text) };
  const steps = list(document.steps).map(record);
  const diagnostics = list(document.diagnostics)
    .map(record)
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => plain(String(message)));
  const summary = record(document.changeSummary);
  return {
    changes: steps.filter(({ op }) => op !== "same" && op !== "read").map(change),
    unchanged: typeof summary.same === "number" ? summary.same : 0,
    errors: diagnostics.length > 0 ? diagnostics : messages(errorText, ""),
  };
}

function change(step: Readonly<Record<string, unknown>>): Change {
  const urn = String(step.urn);
  const segments = urn.split("::");
  const types = (segments[2] ?? "").split("$");
  const reasons = list(step.replaceReasons).length > 0 ? list(step.replaceReasons) : list(step.diffReasons);
  const detailed = Object.keys(record(step.detailedDiff));
  return {
    op: String(step.op),
    type: types.at(-1) ?? "",
    name: segments.slice(3).join("::"),
    components: types.slice(0, -1),
    because: reasons.length > 0 ? reasons.map(String) : detailed,
    inputs: record(record(step.newState ?? step.oldState).inputs),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  const start = text.indexOf("{");
  if (start < 0) return undefined;
  try {
    return record(JSON.parse(text.slice(start)));
  } catch {
    return undefined;
  }
}

function messages(...texts: readonly string[]): string[] {
  return texts.map((text) => plain(text)).filter((text) => text !== "");
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Without the engine's colour marks. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "").trim();
