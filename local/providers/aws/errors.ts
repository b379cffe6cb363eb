import { setTimeout as sleep } from "node:timers/promises";

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const absences =
  /NotFound|NoSuch|DoesNotExist|NonExistent|NotExist|ResourceNotFoundException|StateMachineDoesNotExist|ParameterNotFound/;

/** Whether an error says that the object is not there. SageMaker says it as a ValidationException. */
export const isAbsent = (error: unknown): boolean =>
  absences.test(nameOf(error)) || /could not find|does not exist|not found/i.test(messageOf(error));

/** The answer, or undefined when the object is not there. */
export const orAbsent = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

/** Does something whose object may already be gone. */
export const unlessGone = async (work: Promise<unknown>): Promise<void> => {
  await orAbsent(work);
};

const propagation =
  /cannot be assumed|could not assume role|not authorized to perform: sts:AssumeRole|invalid principal|role.*(not exist|invalid)|neither the global service principal/i;

/**
 * IAM is eventually consistent: a role made a moment ago is refused for some seconds. Retries such refusals for up to
 * 20 s (the local IAM is consistent at once, so locally a refusal is a true one and 20 s is all it costs).
 */
export const afterPropagation = async <T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  patience = 20_000,
): Promise<T> => {
  const until =
    Date.now() + (process.env.AWS_ENDPOINT_URL === undefined ? patience : Math.min(patience, 2_000));
  for (let pause = 250; ; pause *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!propagation.test(messageOf(error)) || Date.now() + pause > until) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
};
