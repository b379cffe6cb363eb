import type { Database } from "../core/account";
import type { Session } from "../core/cloud";
import { Access } from "../access/access";
import type { ObjectKind } from "../kinds/kind";
import { KindRegistry } from "../kinds/registry";
import type { Load } from "../kinds/warehouse";
import { bootstrap, type Administrator } from "./bootstrap";
import type { DdlServices } from "./services";
import { CatalogStore } from "./store";
import { Warehouses } from "./warehouses";

export interface CatalogOptions {
  readonly accountName: string;
  readonly admin: Administrator;
  /** Every kind of object, over the warehouses' load. */
  readonly kinds: (load: Load) => readonly ObjectKind[];
  /** Commits the session's open transaction: DDL in Snowflake ends it. */
  readonly beforeDdl: (session: Session) => Promise<void>;
}

export interface OpenCatalog extends DdlServices {
  readonly warehouses: Warehouses;
}

/** Opens the account's catalog on its database; the first time, with what a new account comes with. */
export async function openCatalog(database: Database, options: CatalogOptions): Promise<OpenCatalog> {
  const warehouses = new Warehouses();
  const registry = new KindRegistry(options.kinds(warehouses));
  const catalog = await CatalogStore.open(database, (kind) => registry.namespaceOf(kind));
  const access = await Access.open(catalog);
  warehouses.connect(catalog, access);
  await bootstrap(catalog, access, options.accountName, options.admin);
  return {
    catalog,
    access,
    registry,
    warehouses,
    accountName: options.accountName,
    beforeDdl: options.beforeDdl,
  };
}
