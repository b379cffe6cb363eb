import type { Account } from "../core/account";
import type { Session } from "../core/cloud";
import { LocalSession } from "../session/session";
import { DATE, LTZ, NTZ, NUMBER, TEXT, TIME } from "../tables/types";
import { duckString } from "./database";
import { typed, type Typed } from "./translate/typed";

export const VERSION = "9.99.9";
/** Account locator: what CURRENT_ACCOUNT() and SHOW GRANTS ON ACCOUNT print. */
export const ACCOUNT = "FLOE_LOCAL";
export const REGION = "FLOE_LOCAL_REGION";

const text = (value: string | undefined): Typed =>
  value === undefined
    ? { ...typed("CAST(NULL AS VARCHAR)", TEXT), literal: null }
    : { ...typed(duckString(value), TEXT), literal: value };

/** CURRENT_ROLE(), CURRENT_TIMESTAMP and the others that a session answers. Undefined: no such function. */
export function contextFunction(
  name: string,
  session: Session,
  _account: Account,
  started: Date,
): Typed | undefined {
  // In an open transaction DuckDB's clock stands still, Snowflake's does not.
  const now =
    session instanceof LocalSession && session.explicit ? `TIMESTAMPTZ '${started.toISOString()}'` : "now()";
  switch (name) {
    case "CURRENT_ACCOUNT":
      return text(ACCOUNT);
    case "CURRENT_ACCOUNT_NAME":
      return text("LOCAL");
    case "CURRENT_ORGANIZATION_NAME":
      return text("FLOE");
    case "CURRENT_REGION":
      return text(REGION);
    case "CURRENT_VERSION":
      return text(VERSION);
    case "CURRENT_CLIENT":
      return text("Floe");
    case "CURRENT_USER":
      return text(session.user);
    case "CURRENT_ROLE":
      return text(session.role);
    case "CURRENT_ROLE_TYPE":
      return text(session.role === undefined ? undefined : "ROLE");
    case "CURRENT_SECONDARY_ROLES":
      return text(
        JSON.stringify({
          roles: "",
          value: session instanceof LocalSession && session.secondaryRoles === "ALL" ? "ALL" : "",
        }),
      );
    case "CURRENT_AVAILABLE_ROLES":
      return undefined;
    case "CURRENT_WAREHOUSE":
      return text(session.warehouse);
    case "CURRENT_DATABASE":
      return text(session.database);
    case "CURRENT_SCHEMA":
      return text(session.schema);
    case "CURRENT_SCHEMAS":
      return text(
        session.database === undefined || session.schema === undefined
          ? "[]"
          : JSON.stringify([`${session.database}.${session.schema}`]),
      );
    case "CURRENT_SESSION":
      return text(session instanceof LocalSession ? String(session.number) : session.id);
    case "CURRENT_STATEMENT":
      return undefined;
    case "CURRENT_TRANSACTION":
      return text(
        session instanceof LocalSession && session.explicit ? String(session.current?.id ?? "") : undefined,
      );
    case "CURRENT_IP_ADDRESS":
      return text("127.0.0.1");
    case "LAST_QUERY_ID":
      return text(session instanceof LocalSession ? session.queryIds.at(-1) : undefined);
    case "CURRENT_TIMESTAMP":
    case "GETDATE":
    case "LOCALTIMESTAMP":
    case "SYSTIMESTAMP":
      return typed(now, LTZ);
    case "SYSDATE":
      return typed(`(${now} AT TIME ZONE 'UTC')`, NTZ);
    case "CURRENT_DATE":
      return typed(`CAST(${now} AS DATE)`, DATE);
    case "CURRENT_TIME":
    case "LOCALTIME":
      return typed(`CAST(CAST(${now} AS TIMESTAMP) AS TIME)`, TIME);
    case "CURRENT_EPOCH":
      return typed(`epoch(${now})`, NUMBER());
    default:
      return undefined;
  }
}
