import type { Bag, Problem } from "../../../provider/framework/resource";
import { str } from "../common/values";

/** A document given as text must be JSON: the services would say only that it is malformed. */
export const documentProblems = (inputs: Bag, ...properties: string[]): Problem[] =>
  properties.flatMap((property) => {
    const given = str(inputs[property]);
    if (given === undefined) return [];
    try {
      const parsed: unknown = JSON.parse(given);
      if (typeof parsed === "object" && parsed !== null) return [];
    } catch {
      // Reported below: the parser's own message would quote the document.
    }
    return [{ property, reason: "must be a JSON document" }];
  });
