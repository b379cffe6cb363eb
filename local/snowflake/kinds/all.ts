import type { LocalAccount } from "../account";
import { moversKinds } from "../movement/register";
import { tableKinds } from "../tables/kinds";
import type { ObjectKind } from "./kind";

/** The kinds whose hooks need the running account, besides catalogKinds. They look the account up when they run. */
export function accountKinds(account: () => LocalAccount): readonly ObjectKind[] {
  return [...tableKinds(account), ...moversKinds(account)];
}
