import type { Session, Statement, StatementHandler } from "../core/cloud";
import type { Result } from "../core/result";
import { TokenStream } from "../ddl/stream";
import { grant } from "../access/grant";
import { revoke } from "../access/revoke";
import { showRegions, showReplicationDatabases } from "../show/account";
import { showAllObjects } from "../show/all-objects";
import { describe } from "../show/describe";
import { showGrants } from "../show/grants";
import { atKeys, showKeys } from "../show/keys";
import { showObjects } from "../show/objects";
import { showParameters } from "../show/parameters";
import { showUserIdentities } from "../show/user-identities";
import { alterAccount } from "./account";
import { alter } from "./alter";
import { comment } from "./comment";
import { create } from "./create";
import { drop, undrop } from "./drop";
import type { DdlServices } from "./services";

type Execute = (
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
) => Promise<Result>;

const handler = (
  services: DdlServices,
  name: string,
  matches: (words: readonly string[]) => boolean,
  execute: Execute,
): StatementHandler => ({
  name,
  matches,
  execute: async (statement, session) =>
    execute(services, new TokenStream(statement.sql), statement, session),
});

const starts =
  (...phrases: readonly string[]) =>
  (words: readonly string[]): boolean =>
    phrases.some((phrase) => phrase.split(" ").every((word, index) => words[index] === word));

const show: Execute = async (services, stream, _statement, session) => {
  stream.expect("SHOW");
  if (["PROCEDURES", "FUNCTIONS"].some((plural) => stream.atWords("USER", plural))) stream.expect("USER");
  if (stream.atWords("GRANTS") || stream.atWords("FUTURE", "GRANTS"))
    return showGrants(services, stream, session);
  if (stream.atWords("PARAMETERS")) return showParameters(services, stream, session);
  if (stream.atWords("REPLICATION", "DATABASES")) return showReplicationDatabases(stream);
  if (stream.atWords("REGIONS")) return showRegions(stream);
  if (stream.atWords("USER", "WORKLOAD")) return showUserIdentities(services, stream, session);
  if (stream.atWords("OBJECTS") || stream.atWords("TERSE", "OBJECTS"))
    return showAllObjects(services, stream, session);
  if (atKeys(stream)) return showKeys(services, stream, session);
  return showObjects(services, stream, session);
};

/**
 * The statements about objects, grants and parameters. They answer every CREATE, ALTER (but SESSION), DROP, UNDROP,
 * SHOW, DESCRIBE, COMMENT, GRANT and REVOKE, and reject what no kind knows: handlers of special forms go before them.
 */
export function catalogHandlers(services: DdlServices): StatementHandler[] {
  return [
    handler(services, "create", starts("CREATE"), create),
    handler(services, "alter account", starts("ALTER ACCOUNT"), alterAccount),
    handler(services, "alter", (words) => words[0] === "ALTER" && words[1] !== "SESSION", alter),
    handler(services, "drop", starts("DROP"), drop),
    handler(services, "undrop", starts("UNDROP"), undrop),
    handler(services, "comment", starts("COMMENT"), comment),
    handler(services, "grant", starts("GRANT"), grant),
    handler(services, "revoke", starts("REVOKE"), revoke),
    handler(services, "show", starts("SHOW"), show),
    handler(services, "describe", starts("DESCRIBE", "DESC"), (all, stream, _statement, session) =>
      describe(all, stream, session),
    ),
  ];
}
