import type { StatementHandler } from "./core/cloud";
import type { LocalAccount } from "./account";
import { RefreshHandler } from "./dynamic/handler";
import { dynamicTablesOf } from "./dynamic/register";
import { moversHandlers } from "./movement/register";
import { QueryHandler, type WarehouseUse } from "./query/handler";
import { sessionHandlers } from "./session/handlers";
import { tableHandlers } from "./tables/handlers";

/** Every family of statements, in the order in which they are asked. */
export function accountHandlers(
  account: LocalAccount,
  warehouses: WarehouseUse,
  catalog: readonly StatementHandler[],
): StatementHandler[] {
  const roles = {
    mayUse: (user: string, role: string): boolean => {
      const object = account.catalog.find("ROLE", [role]);
      return object !== undefined && account.access.roles.mayUse(user, object);
    },
    rolesOf: (user: string): readonly string[] =>
      account.access.roles.rolesOfUser(user).map((role) => role.path[0] ?? ""),
  };
  return [
    ...sessionHandlers(account, account.query, roles),
    ...moversHandlers(account),
    ...tableHandlers(account),
    new RefreshHandler(account, dynamicTablesOf(account)),
    ...catalog,
    new QueryHandler(account, warehouses, account.results),
  ];
}
