import { KafkaFailed } from "./contract";

interface Told {
  readonly apiId?: unknown;
  readonly serverErrorMessage?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

/** The client wraps what went wrong in lists of attempts and answers: this finds the words of the last one. */
export function failureOf(error: unknown): KafkaFailed {
  if (error instanceof KafkaFailed) return error;
  const told = innermost(error).reverse();
  const named = told.find(({ apiId }) => typeof apiId === "string");
  if (named !== undefined) {
    const id = named.apiId as string;
    const words =
      typeof named.serverErrorMessage === "string" && named.serverErrorMessage !== ""
        ? named.serverErrorMessage
        : messageOf(named);
    return new KafkaFailed(`${words.replace(/\.$/, "")} (${id})`, id);
  }
  // The client's own word for it, when it asked for a topic by its name.
  if (told.some((each) => messageOf(each).startsWith("Unknown topic")))
    return new KafkaFailed("the brokers know no such topic", "UNKNOWN_TOPIC_OR_PARTITION");
  const reasons = [...new Set(told.map(messageOf))].filter((each) => each !== "").slice(0, 2);
  return new KafkaFailed(reasons.join("; ") || "no broker answered", "");
}

/** Errors without others inside, in the order they happened. */
function innermost(error: unknown): Told[] {
  if (typeof error !== "object" || error === null) return [];
  const told: Told = error;
  const inside = [...(Array.isArray(told.errors) ? (told.errors as unknown[]) : []), told.cause].flatMap(
    innermost,
  );
  return inside.length > 0 ? [...inside, ...(typeof told.apiId === "string" ? [told] : [])] : [told];
}

function messageOf(told: Told): string {
  return told instanceof Error ? told.message : "";
}
