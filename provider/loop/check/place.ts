import { qualifiedName } from "../../../blueprints/snowflake";
import { nameParts } from "../../snowflake/names";
import { isLocal } from "../../aws/clients";
import type { Call } from "../../framework";
import { cell, type OpenSession, type Row, type Session, StatementFailed } from "../../snowflake/session";
import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import { redeploy, broken, type LegName } from "./leg";
import type { Spec } from "./spec";

/** A three-part name, read and written in one way. */
export interface ObjectName {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  /** Quoted. */
  readonly text: string;
}

export function objectName(text: string): ObjectName {
  const [database = "", schema = "", name = ""] = nameParts(text);
  return { database, schema, name, text: qualifiedName(database, schema, name) };
}

/** `bucket` and the prefix a stage points at, which ends in a slash. */
export interface Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** Where a check looks: one session a role, with the check's warehouse. */
export class Place {
  /** On this machine events arrive at once and polling is free. */
  readonly local: boolean;
  private readonly sessions = new Map<string, Promise<Session>>();

  constructor(
    readonly spec: Spec,
    readonly call: Call,
    private readonly open: OpenSession,
  ) {
    this.local = isLocal(call.config);
  }

  /** A session that can run queries. */
  session(role: string | undefined = this.spec.role): Promise<Session> {
    const key = role ?? "";
    const found = this.sessions.get(key) ?? this.opened(role);
    this.sessions.set(key, found);
    return found;
  }

  async run(sql: string, role?: string): Promise<readonly Row[]> {
    return (await this.session(role)).run(sql);
  }

  /** One number. */
  async count(sql: string, role?: string): Promise<number> {
    const [row] = await this.run(sql, role);
    return Number(cell(row, "N")) || 0;
  }

  /** The row SHOW prints of one object, or undefined. `kind` is the plural. */
  async shown(kind: string, name: ObjectName): Promise<Row | undefined> {
    const schema = `${quoteIdentifier(name.database)}.${quoteIdentifier(name.schema)}`;
    const rows = await this.run(`SHOW ${kind} LIKE ${like(name.name)} IN SCHEMA ${schema}`);
    return rows.find((row) => cell(row, "name") === name.name);
  }

  /** Where an external stage points. */
  async location(leg: LegName, stage: string): Promise<Location> {
    const name = objectName(stage);
    const url = cell(await this.shown("STAGES", name), "url");
    const [, bucket, prefix = ""] = /^s3(?:china|gov)?:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
    if (bucket === undefined)
      throw broken(leg, `stage ${name.text} is gone or points at no bucket`, redeploy);
    return { bucket, prefix };
  }

  private async opened(role: string | undefined): Promise<Session> {
    const session = await this.open(this.call, role);
    try {
      await session.run(`USE WAREHOUSE ${quoteIdentifier(this.spec.warehouse)}`);
    } catch (error) {
      // A role without USAGE on it may have a warehouse of its own; without one the next statement says so.
      if (!(error instanceof StatementFailed)) throw error;
    }
    return session;
  }
}

/** A LIKE pattern that fits one name only. */
export function like(name: string): string {
  return quoteString(name.replaceAll("\\", "\\\\").replaceAll("_", "\\_").replaceAll("%", "\\%"));
}
