import { expect } from "vitest";
import type { Bag, Harness } from "./harness";
import { providerOn } from "./provided";
import { without } from "./request-paths";

/** A fake that runs jobs, by name. */
interface Jobs {
  readonly endpoint: string;
  readonly jobs: ReadonlyMap<string, { status: string; looks: number }>;
  outcome: { status: string; looks: number };
  reset(): void;
}

/** What every job's resource owes, whatever the job does. */
export interface Subject {
  readonly type: string;
  readonly cloud: Jobs;
  readonly provider: Harness;
}

const endless = (cloud: Jobs) => (cloud.outcome = { ...cloud.outcome, status: "Completed", looks: 1000 });

/** A run dies while it waits; the next one has nothing in state. Answers the job it waited for, and then had. */
export async function survivesCrash({ type, cloud, provider }: Subject, inputs: Bag): Promise<string> {
  endless(cloud);
  const doomed = await providerOn(cloud);
  const lost = doomed.create(type, inputs).catch(() => undefined);
  while (cloud.jobs.size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  // The process dies: no cancel, no answer.
  doomed.client.close();
  const [job] = cloud.jobs.values();
  job!.looks = 1;
  const { id } = await provider.create(type, inputs);
  expect(id).toMatch(/-1$/);
  expect([...cloud.jobs.keys()]).toEqual([id]);
  await lost;
  await doomed.stop();
  return id;
}

/** Refreshed: the same inputs. Imported by name: the same but for what only the program knows. */
export async function readsBack(
  { type, cloud, provider }: Subject,
  given: Bag,
  programs: readonly string[],
): Promise<void> {
  cloud.reset();
  const inputs = await provider.checked(type, given);
  const { id, properties } = await provider.create(type, inputs);
  expect((await provider.read(type, id, { inputs, state: properties })).inputs).toEqual(inputs);
  const imported = await provider.read(type, id);
  const rest = without(inputs, ...programs);
  expect((await provider.diff(type, imported.inputs, rest, imported.properties)).details).toEqual({});
  expect((await provider.read(type, "gone")).id).toBe("");
}

/** Status of a running job once its resource is deleted, twice; undefined when it is gone. */
export async function deleted({ type, cloud, provider }: Subject, given: Bag): Promise<string | undefined> {
  cloud.reset();
  endless(cloud);
  const inputs = await provider.checked(type, { ...given, wait: "none" });
  const { id, properties } = await provider.create(type, inputs);
  await provider.delete(type, id, properties, inputs);
  await provider.delete(type, id, properties, inputs);
  return cloud.jobs.get(id)?.status;
}
