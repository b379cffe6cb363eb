import type { LocalAccount } from "../account";
import { dynamicTableKind } from "../dynamic/kind";
import { dynamicTablesOf } from "../dynamic/register";
import { moversKinds } from "../movement/register";
import { tableKinds } from "../tables/kinds";
import { catalogKinds } from "./index";
import type { ObjectKind } from "./kind";
import type { Load } from "./warehouse";

/** Every kind of object of the account. Hooks look the account up when they run: kinds exist before it is open. */
export function accountKinds(account: () => LocalAccount, load: Load): readonly ObjectKind[] {
  const dynamic = dynamicTableKind(account, () => dynamicTablesOf(account()));
  return [...catalogKinds(load), ...tableKinds(account), dynamic, ...moversKinds(account)];
}
