import type { Catalog, CatalogObject, Json } from "../core/cloud";
import { formatPath, parseName } from "../ddl/names";
import type { OptionTable } from "../ddl/options";
import { boolean, listOf as list, nameText, orWord } from "../ddl/types";
import { describeProperties, INTEGRATION, showIntegrations } from "./integration";
import type { KindContext, ObjectKind } from "./kind";
import { flagOf, listOf, missing } from "./values";

const options: OptionTable = {
  ALLOWED_NETWORK_RULES: list(nameText),
  ALLOWED_AUTHENTICATION_SECRETS: orWord(list(nameText), "ALL", "NONE"),
  ENABLED: boolean,
};

/** The objects a list names, completed from the session; each must exist and be usable. */
function resolved(names: readonly string[], kind: string, privilege: string, context: KindContext): string[] {
  return names.map((name) => {
    const path = context.session.resolve(parseName(name), 3);
    context.catalog.get(kind, path);
    context.access.require(context.session, privilege, kind, path);
    return formatPath(path);
  });
}

/** Lets handlers reach the hosts of its rules, and read the secrets it allows. */
export const externalAccessIntegration: ObjectKind = {
  ...INTEGRATION,
  name: "EXTERNAL ACCESS INTEGRATION",
  plural: "EXTERNAL ACCESS INTEGRATIONS",
  options,
  complete: (given, context) => {
    const { before } = context;
    const properties = before === undefined ? given : { ...given, ENABLED: given["ENABLED"] ?? false };
    for (const name of ["ALLOWED_NETWORK_RULES", "ENABLED"])
      if (properties[name] === undefined) throw missing("EXTERNAL ACCESS INTEGRATION", name);
    const secrets = properties["ALLOWED_AUTHENTICATION_SECRETS"];
    const settled = Array.isArray(secrets)
      ? resolved(secrets.map(String), "SECRET", "USAGE", context)
      : (secrets ?? "NONE");
    return {
      ...properties,
      ALLOWED_NETWORK_RULES: resolved(
        listOf({ properties }, "ALLOWED_NETWORK_RULES"),
        "NETWORK RULE",
        "USAGE",
        context,
      ),
      ALLOWED_AUTHENTICATION_SECRETS: settled,
    };
  },
  show: showIntegrations("EXTERNAL_ACCESS", () => "EXTERNAL_ACCESS"),
  describe: describeProperties([
    { property: "ENABLED", type: "Boolean" },
    { property: "ALLOWED_NETWORK_RULES", type: "List" },
    { property: "ALLOWED_AUTHENTICATION_SECRETS", type: "List", value: (object) => secretsText(object) },
    { property: "COMMENT", type: "String" },
  ]),
};

function secretsText(object: CatalogObject): string {
  const allowed: Json | undefined = object.properties["ALLOWED_AUTHENTICATION_SECRETS"];
  return Array.isArray(allowed)
    ? allowed.map(String).join(",")
    : typeof allowed === "string"
      ? allowed
      : "NONE";
}

/** Whether the integration lets handlers read a secret. */
export function allowsSecret(integration: CatalogObject, secret: string): boolean {
  const allowed = integration.properties["ALLOWED_AUTHENTICATION_SECRETS"];
  return allowed === "ALL" || (Array.isArray(allowed) && allowed.map(String).includes(secret));
}

/** `host:port` patterns the integration opens; none while it is disabled. */
export function allowedHosts(catalog: Catalog, integration: CatalogObject): readonly string[] {
  if (!flagOf(integration, "ENABLED")) return [];
  return listOf(integration, "ALLOWED_NETWORK_RULES").flatMap((name) => {
    const rule = catalog.find("NETWORK RULE", parseName(name));
    return rule === undefined ? [] : listOf(rule, "VALUE_LIST");
  });
}
