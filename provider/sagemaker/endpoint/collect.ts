import { hashOf } from "../../../blueprints/names";
import { type Bag, type Call, number, text, textMap, texts } from "../../framework";
import { prefixOf, type Serving } from "./content";
import type { Live } from "./endpoints";
import { failureIn } from "./outcome";
import type { Objects } from "./objects";

/** What a run knew before it. */
interface Before {
  readonly inputs: Bag;
  readonly outputs: Bag;
}

/** True when the resource makes, or has made, models and configurations. */
export function makesObjects({ inputs, outputs }: Before): boolean {
  return inputs.variants !== undefined || outputs.modelNames !== undefined;
}

/** Earlier configurations to keep, newest first: those that served before, never one that failed. */
function wantedPrevious(olds: Before, news: Bag, serving: Serving): string[] {
  const served = text(olds.inputs.endpointConfigName) ?? text(olds.outputs.configName);
  const earlier = [...(served === undefined ? [] : [served]), ...texts(olds.outputs.previousConfigNames)];
  const failed = failureIn(olds.outputs)?.configName;
  const fitting = earlier.filter((name) => name !== serving.configName && name !== failed);
  return [...new Set(fitting)].slice(0, number(news.retainPrevious) ?? 0);
}

/**
 * Deletes the configurations and models of this endpoint that nothing needs any more. Only after the proof: the live
 * endpoint is asked what it serves. Answers the earlier configurations that were kept.
 */
export async function collect(
  objects: Objects,
  live: Live,
  serving: Serving,
  olds: Before,
  news: Bag,
  call: Call,
): Promise<string[]> {
  const previous = wantedPrevious(olds, news, serving);
  const needed = [live.EndpointConfigName, live.PendingDeploymentSummary?.EndpointConfigName].flatMap(
    (name) => name ?? [],
  );
  const keep = new Set([serving.configName, ...previous, ...needed]);
  const prefixes = [...new Set([prefixOf(news), prefixOf({ name: news.name, ...olds.inputs })])];
  const kept: string[] = [];
  for (const prefix of prefixes) {
    for (const { name } of await objects.configs(prefix)) {
      if (keep.has(name)) {
        kept.push(name);
        continue;
      }
      call.status(`deleting endpoint configuration ${name}`);
      await objects.deleteConfig(name);
    }
  }
  const models = new Set(Object.values(serving.models).map(({ name }) => name));
  for (const name of keep) for (const model of (await objects.modelsOf(name)) ?? []) models.add(model);
  await deleteModels(objects, prefixes, models, call);
  return previous.filter((name) => kept.includes(name));
}

/** Brings changed tags to what was made already; what is made from now on has them from the start. */
export async function retag(objects: Objects, olds: Before, news: Bag): Promise<void> {
  const [before, after] = [textMap(olds.inputs.tags), textMap(news.tags)];
  if (!makesObjects(olds) || hashOf(before) === hashOf(after)) return;
  const prefix = prefixOf({ name: news.name, ...olds.inputs });
  for (const each of [...(await objects.configs(prefix)), ...(await objects.models(prefix))])
    await objects.setTags(each, before, after);
}

/** Deletes everything made for the endpoint, once it is gone. */
export async function collectAll(objects: Objects, prefixes: readonly string[], call: Call): Promise<void> {
  for (const prefix of new Set(prefixes)) {
    for (const { name } of await objects.configs(prefix)) {
      call.status(`deleting endpoint configuration ${name}`);
      await objects.deleteConfig(name);
    }
  }
  await deleteModels(objects, [...new Set(prefixes)], new Set(), call);
}

async function deleteModels(
  objects: Objects,
  prefixes: readonly string[],
  keep: ReadonlySet<string>,
  call: Call,
): Promise<void> {
  for (const prefix of prefixes) {
    for (const { name } of await objects.models(prefix)) {
      if (keep.has(name)) continue;
      call.status(`deleting model ${name}`);
      await objects.deleteModel(name);
    }
  }
}
