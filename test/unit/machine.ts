import jsonata from "jsonata";
import type { State, StateMachine } from "../../blueprints";

/** What a service answers to one call, or an error by its name. */
export type Service = (resource: string, args: Record<string, unknown>) => unknown;

export class ServiceError extends Error {
  constructor(
    override readonly name: string,
    message = name,
  ) {
    super(message);
  }
}

export interface Execution {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output: unknown;
  readonly path: readonly string[];
}

type Context = Readonly<Record<string, unknown>>;

/** Evaluates the JSONata texts of a value, as Step Functions does before and after a task. */
async function evaluate(value: unknown, context: Context): Promise<unknown> {
  if (typeof value === "string" && value.startsWith("{%")) {
    const expression = jsonata(value.slice(2, -2).trim());
    const result: unknown = await expression.evaluate({}, { states: context });
    return JSON.parse(JSON.stringify(result ?? null)) as unknown;
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => evaluate(item, context)));
  if (value !== null && typeof value === "object") {
    const entries = await Promise.all(
      Object.entries(value).map(async ([key, item]) => [key, await evaluate(item, context)] as const),
    );
    return Object.fromEntries(entries);
  }
  return value;
}

/** Runs a machine of Floe's subset of the States Language without waiting, with a service of the test's own. */
export async function execute(machine: StateMachine, input: unknown, service: Service): Promise<Execution> {
  const path: string[] = [];
  let [name, value] = [machine.StartAt, input];
  for (let steps = 0; steps < 200; steps++) {
    const state = machine.States[name];
    if (state === undefined) throw new Error(`No state ${name}`);
    path.push(name);
    if (state.Type === "Fail") return { status: "FAILED", output: state.Error, path };
    if (state.Type === "Succeed") return { status: "SUCCEEDED", output: await output(state, value), path };
    const next = await step(state, value, service);
    if (next === undefined) return { status: "FAILED", output: "unhandled", path };
    [name, value] = next;
  }
  throw new Error("The machine does not end");
}

async function output(state: State, input: unknown, result?: unknown): Promise<unknown> {
  if (!("Output" in state) || state.Output === undefined) return result ?? input;
  return await evaluate(state.Output, { input, result });
}

async function step(state: State, input: unknown, service: Service): Promise<[string, unknown] | undefined> {
  switch (state.Type) {
    case "Pass":
      return [state.Next, await output(state, input)];
    case "Wait":
      return [state.Next, input];
    case "Choice":
      for (const choice of state.Choices) {
        if ((await evaluate(choice.Condition, { input })) !== true) continue;
        return [choice.Next, choice.Output === undefined ? input : await evaluate(choice.Output, { input })];
      }
      return [state.Default, input];
    case "Task":
      try {
        const args = (await evaluate(state.Arguments, { input })) as Record<string, unknown>;
        const result = service(state.Resource.replace(/^arn:aws:states:::/, ""), args);
        return [state.Next ?? "", await output(state, input, result)];
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const caught = state.Catch?.find(
          ({ ErrorEquals }) => ErrorEquals.includes(error.name) || ErrorEquals.includes("States.TaskFailed"),
        );
        if (caught === undefined) return undefined;
        const errorOutput = { Error: error.name, Cause: error.message };
        return [
          caught.Next,
          caught.Output === undefined ? errorOutput : await evaluate(caught.Output, { input, errorOutput }),
        ];
      }
    default:
      throw new Error(`Cannot step ${state.Type}`);
  }
}
