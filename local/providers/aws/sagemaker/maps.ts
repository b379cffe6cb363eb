import type { Value } from "../../../../provider/framework/resource";
import { bag, map } from "../../common/values";

/** Keys of a user's map are data, not names of the API: they come back as they were given. */
export const restoreMaps = (api: object, given: Value, ...members: string[]): object => {
  const restored = members.flatMap((member) => {
    const value = bag(given)[member];
    return value === undefined
      ? []
      : [[member.charAt(0).toUpperCase() + member.slice(1), map(value)] as const];
  });
  return { ...api, ...Object.fromEntries(restored) };
};
