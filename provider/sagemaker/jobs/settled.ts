import { hashOf } from "../../../blueprints/names";
import { type Bag, type State, text } from "../../framework";
import { changedPaths, said } from "./changes";
import { type JobView, statusOf } from "./kind";
import type { JobSpec } from "./spec";
import { definitionOf } from "./token";

type Rules = Pick<JobSpec<never>, "defining" | "prefix" | "accepts">;

/** The definition the resource's job was started with. States of before this output existed have it in their inputs. */
export function heldDefinition(spec: Rules, olds: Bag, outputs: Bag): string {
  return text(outputs.definition) ?? definitionOf(Object.keys(spec.defining), olds);
}

export function isSuccess(spec: Rules, view: Pick<JobView, "status">, inputs: Bag): boolean {
  const whole: JobView = { name: "", arn: "", started: true, steps: [], ...view };
  return spec.accepts?.(whole, inputs) ?? view.status === "Completed";
}

/** Whether the job the resource holds ended well. */
export function holdsResult(spec: Rules, { inputs, outputs }: Pick<State, "inputs" | "outputs">): boolean {
  const status = text(outputs.status);
  return status !== undefined && isSuccess(spec, { status: statusOf(status) }, inputs);
}

/** True when the finished job the resource holds, and all that is known of it, is the answer to the new inputs too. */
export function isSettled(spec: Rules, news: Bag, olds: Bag, outputs: Bag): boolean {
  if (!holdsResult(spec, { inputs: olds, outputs })) return false;
  // A challenger that missed the old gate may pass a new one.
  if (outputs.challengerJobName !== undefined && hashOf(news.gate) !== hashOf(olds.gate)) return false;
  switch (text(news[`${spec.prefix}On`])) {
    case "never":
      return true;
    case "schedule":
      // Taking up a schedule is no reason to run: the first period is the one the job was made in.
      return news.period === olds.period || olds.period === undefined;
    default:
      return definitionOf(Object.keys(spec.defining), news) === heldDefinition(spec, olds, outputs);
  }
}

/** Why a new job is needed, by the names of what changed. */
export function reasonFor(spec: Rules, news: Bag, olds: Bag | undefined, outputs: Bag = {}): string {
  if (olds === undefined) return "first run";
  if (
    text(news[`${spec.prefix}On`]) === "inputs" &&
    definitionOf(Object.keys(spec.defining), news) === outputs.definition
  )
    return outputs.challengerJobName === undefined ? "the last job did not complete" : "the gate changed";
  if (text(news[`${spec.prefix}On`]) === "schedule" && news.period !== olds.period)
    return `period ${text(news.period) ?? ""} began`;
  const paths = changedPaths(Object.keys(spec.defining), olds, news);
  return paths.length === 0 ? "there is no finished job for these inputs" : said(paths);
}
