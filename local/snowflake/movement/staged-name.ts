/** The made-up schema under which the query engine accepts staged files as relations. */
export const STAGED_SCHEMA = "floe$staged";

let count = 0;

/** A name no other staged relation of this process has. */
export const stagedName = (): string => `f${++count}`;

/** The relation's name in a query. The view itself is a temporary one of the statement's connection. */
export const stagedRelation = (name: string): string => `"${STAGED_SCHEMA}_${name}"`;
