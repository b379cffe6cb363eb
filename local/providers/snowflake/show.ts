import type { Row } from "./connection";
import type { SnowflakeCall } from "./define";
import { literal, qualified } from "./sql";

/** 002003 and its kin: the object, or what it is in, is not there. */
export const isAbsent = (error: unknown): boolean => {
  const message = error instanceof Error ? error.message : String(error);
  return /does not exist|object does not exist or not authorized|cannot be found/i.test(message);
};

export const orAbsent = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

/** The row of SHOW for one object, found as the real provider finds it: LIKE, then the exact name. */
export const showRow = async (
  call: SnowflakeCall,
  plural: string,
  name: string,
  parents: readonly string[] = [],
): Promise<Row | undefined> => {
  const scope =
    ["", ` IN DATABASE ${qualified(...parents)}`, ` IN SCHEMA ${qualified(...parents)}`][parents.length] ??
    "";
  const rows = await orAbsent(call.sql(`SHOW ${plural} LIKE ${literal(name)}${scope}`));
  return rows?.find((row) => row.name === name);
};

/** Drops an object that may be gone, with its parents, already. */
export const drop = async (call: SnowflakeCall, what: string, name: string): Promise<void> => {
  await orAbsent(call.sql(`DROP ${what} IF EXISTS ${name}`));
};
