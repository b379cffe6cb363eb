import { InvalidArguments, type Problems } from "../../../blueprints";

/** What a call answers; the problems it throws join the others, so that all of them are seen at once. */
export function collect<Answer>(problems: Problems, call: () => Answer): Answer | undefined {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof InvalidArguments)) throw error;
    for (const { argument, rule, fix } of error.problems) problems.add(argument, rule, fix);
    return undefined;
  }
}
