import type { AccessControl, Catalog, CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { formatPath, parseName } from "../ddl/names";
import { allowedHosts, allowsSecret } from "../kinds/external-access-integration";
import { textOf } from "../kinds/values";
import type { Routine } from "./definition";

interface Lookup {
  readonly catalog: Catalog;
  readonly access: AccessControl;
  readonly session: Session;
}

const invalid = (message: string): SnowflakeError =>
  new SnowflakeError("391547", "42601", `SQL compilation error: ${message}`);

/**
 * Checks that the session may use a routine's integrations and secrets and that the former allow the latter. Answers
 * the secrets by their full names.
 */
export function checkAccess(
  definition: Routine,
  { catalog, access, session }: Lookup,
): Record<string, string> {
  const integrations = definition.integrations.map((name) => {
    access.require(session, "USAGE", "EXTERNAL ACCESS INTEGRATION", [name]);
    return catalog.get("EXTERNAL ACCESS INTEGRATION", [name]);
  });
  if (definition.architecture !== undefined && !matches(definition.architecture))
    throw invalid(
      `RESOURCE_CONSTRAINT = (ARCHITECTURE = '${definition.architecture}') cannot be met: this machine is ${process.arch}.`,
    );
  return Object.fromEntries(
    Object.entries(definition.secrets).map(([variable, name]) => {
      const path = session.resolve(parseName(name), 3);
      access.require(session, "READ", "SECRET", path);
      catalog.get("SECRET", path);
      const full = formatPath(path);
      if (!integrations.some((integration) => allowsSecret(integration, full)))
        throw invalid(
          `Secret ${full} is not allowed by any of the external access integrations of the routine (ALLOWED_AUTHENTICATION_SECRETS).`,
        );
      return [variable, full];
    }),
  );
}

const matches = (architecture: string): boolean =>
  architecture.toLowerCase() === "x86" && process.arch === "x64";

/** What a handler's process may reach and read. */
export interface HandlerAccess {
  /** `host:port` patterns; empty: no network. */
  readonly hosts: readonly string[];
  readonly secrets: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>>;
}

export function handlerAccess(catalog: Catalog, definition: Routine): HandlerAccess {
  const integrations = definition.integrations.map((name) =>
    catalog.get("EXTERNAL ACCESS INTEGRATION", [name]),
  );
  return {
    hosts: integrations.flatMap((integration) => allowedHosts(catalog, integration)),
    secrets: Object.fromEntries(
      Object.entries(definition.secrets).map(([variable, name]) => [
        variable,
        secretOf(catalog.get("SECRET", parseName(name))),
      ]),
    ),
  };
}

function secretOf(secret: CatalogObject): { type: string; values: string[] } {
  const names = textOf(secret, "TYPE") === "PASSWORD" ? ["USERNAME", "PASSWORD"] : ["SECRET_STRING"];
  return { type: textOf(secret, "TYPE") ?? "", values: names.map((name) => textOf(secret, name) ?? "") };
}
