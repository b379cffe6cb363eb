import { definition as aws } from "./aws/definition";
import { resources as awsResources } from "./aws/resources";
import type { Status } from "./common/standin";
import { definition as snowflake } from "./snowflake/definition";
import { resources as snowflakeResources } from "./snowflake/resources";

/** One line of `floe local types`. */
export interface StandInEntry {
  readonly provider: "aws" | "snowflake";
  readonly token: string;
  readonly status: Status;
  readonly note?: string;
}

const entries = (
  provider: StandInEntry["provider"],
  types: readonly { token: string; status: Status; note?: string | undefined }[],
  functions: readonly { token: string }[],
): StandInEntry[] => [
  ...types.map(({ token, status, note }) => ({
    provider,
    token,
    status,
    ...(note === undefined ? {} : { note }),
  })),
  ...functions.map(({ token }) => ({ provider, token, status: "simulated" as const })),
];

/** Every resource type and function that the stand-in providers answer for. */
export const standInTypes: readonly StandInEntry[] = [
  ...entries("aws", awsResources, aws.functions),
  ...entries("snowflake", snowflakeResources, snowflake.functions),
];

/** The same, as a function for callers that want a fresh list. */
export const typeTable = (): StandInEntry[] => [...standInTypes];
