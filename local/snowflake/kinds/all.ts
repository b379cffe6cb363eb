import type { LocalAccount } from "../account";
import type { Warehouses } from "../catalog/warehouses";
import { moversKinds } from "../movement/register";
import { tableKinds } from "../tables/kinds";
import { catalogKinds } from "./index";
import type { ObjectKind } from "./kind";

/** Every kind of object of the account. Hooks look the account up when they run: kinds exist before it is open. */
export function accountKinds(account: () => LocalAccount, _warehouses: Warehouses): readonly ObjectKind[] {
  return [...catalogKinds, ...tableKinds(account), ...moversKinds(account)];
}
