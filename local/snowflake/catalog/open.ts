import type { Database } from "../core/account";
import type { Session } from "../core/cloud";
import { Access } from "../access/access";
import { catalogKinds } from "../kinds";
import type { ObjectKind } from "../kinds/kind";
import { KindRegistry } from "../kinds/registry";
import { bootstrap, type Administrator } from "./bootstrap";
import type { DdlServices } from "./services";
import { CatalogStore } from "./store";
import { Warehouses } from "./warehouses";

export interface CatalogOptions {
  readonly accountName: string;
  readonly admin: Administrator;
  /** Kinds of the query engine and the movers, besides those of this folder. */
  readonly kinds: readonly ObjectKind[];
  /** Commits the session's open transaction: DDL in Snowflake ends it. */
  readonly beforeDdl: (session: Session) => Promise<void>;
}

export interface OpenCatalog extends DdlServices {
  readonly warehouses: Warehouses;
}

const DAY_MS = 86_400_000;

/** Opens the account's catalog on its database; the first time, with what a new account comes with. */
export async function openCatalog(database: Database, options: CatalogOptions): Promise<OpenCatalog> {
  const warehouses = new Warehouses();
  const registry = new KindRegistry([...catalogKinds(warehouses), ...options.kinds]);
  const catalog = await CatalogStore.open(database, (kind) => registry.namespaceOf(kind));
  const access = await Access.open(catalog);
  warehouses.connect(catalog, access);
  await bootstrap(catalog, access, options.accountName, options.admin);
  await catalog.purge(Date.now() - DAY_MS);
  return {
    catalog,
    access,
    registry,
    warehouses,
    accountName: options.accountName,
    beforeDdl: options.beforeDdl,
  };
}
