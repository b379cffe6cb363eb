/** The part of the Amazon States Language Floe's machines use, in JSONata. No variables: some emulators lack them. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
}
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: unknown;
}
export interface TaskState {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Arguments: Readonly<Record<string, unknown>>;
  readonly Output?: unknown;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly End?: true;
}
export interface ChoiceState {
  readonly Type: "Choice";
  readonly Choices: readonly {
    readonly Condition: string;
    readonly Next: string;
    readonly Output?: unknown;
  }[];
  readonly Default: string;
}
export type State =
  | TaskState
  | ChoiceState
  | { readonly Type: "Pass"; readonly Output: unknown; readonly Next: string }
  | { readonly Type: "Wait"; readonly Seconds: number; readonly Next: string }
  | { readonly Type: "Succeed"; readonly Output?: unknown }
  | { readonly Type: "Fail"; readonly Error: string; readonly Cause: string };

export interface StateMachine {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

/** A JSONata expression as the States Language writes it. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** The state's input plus new members taken from its result. */
export function keep(members: Readonly<Record<string, string>>): string {
  const listed = Object.entries(members).map(
    ([name, expression]) => `${JSON.stringify(name)}: ${expression}`,
  );
  return jsonata(`$merge([$states.input, {${listed.join(", ")}}])`);
}

/** A text as a JSONata string literal. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** ARN of a Step Functions integration. */
export function integration(partition: string, name: string): string {
  return `arn:${partition}:states:::${name}`;
}

/** Throttling and passing faults of a service are tried again; what is wrong stays wrong. */
export const patience: readonly Retrier[] = [
  {
    ErrorEquals: [
      "ThrottlingException",
      "SageMaker.ThrottlingException",
      "SageMaker.InternalServerError",
      "States.Timeout",
    ],
    IntervalSeconds: 5,
    MaxAttempts: 5,
    BackoffRate: 2,
  },
];
