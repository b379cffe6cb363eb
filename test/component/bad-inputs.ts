import { InvalidArguments, Loop, type LoopArgs } from "../../components";
import { expect, test } from "vitest";
import { loopArgs, publicKey } from "./fixtures";
import { registered, run } from "./mocks";

export type Change = (args: LoopArgs) => LoopArgs;
export const training =
  (change: Partial<LoopArgs["training"]>): Change =>
  (args) => ({ ...args, training: { ...args.training, ...change } });
export const hyper = (change: Record<string, string | number>): Change =>
  training({ hyperparameters: { ...loopArgs.training.hyperparameters, ...change } });
export const features =
  (change: Partial<LoopArgs["features"]>): Change =>
  (args) => ({ ...args, features: { ...args.features, ...change } });
export const merge =
  (change: Partial<LoopArgs>): Change =>
  (args) => ({ ...args, ...change });
export const table = (columns: Record<string, string>) =>
  merge({ raw: { tables: { FLIGHTS: { columns } } } });
export const user = (change: object): Change =>
  merge({ users: { BOT: { roles: ["LOADER"], login: { keyPair: { publicKey } }, ...change } } });

/** Input, the argument the error names, what it says and what it tells to do. */
export type BadInput = readonly [string, Change, string, RegExp];

/** What a loop with changed arguments throws. Fails when something was registered all the same. */
export async function rejected(change: Change): Promise<InvalidArguments> {
  let thrown: unknown;
  await run(() => {
    try {
      new Loop("flights", change(loopArgs));
    } catch (error) {
      thrown = error;
    }
  });
  expect(registered, "nothing may be registered").toEqual([]);
  if (!(thrown instanceof InvalidArguments))
    throw new Error(`not rejected as it should be: ${String(thrown)}`);
  return thrown;
}

export function testBadInputs(bad: readonly BadInput[]): void {
  test.each(bad)("%s", async (_what, change, argument, message) => {
    const error = await rejected(change);
    const named = error.problems.filter((problem) => problem.argument === argument);
    expect(named.map(({ rule, fix }) => `${rule}. ${fix}`).join("\n"), error.message).toMatch(message);
  });
}
