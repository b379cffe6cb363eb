import { type Bag, bag, text, textOf, type Value } from "../../framework";
import type { Live } from "./endpoints";

/** True when the endpoint is in service with the wanted configuration: the proof of every update. */
export function serves(live: Live, configName: string): boolean {
  return live.EndpointStatus === "InService" && live.EndpointConfigName === configName;
}

export function servedBy(live: Live): string {
  return live.EndpointConfigName ?? "no configuration";
}

/** Why the endpoint does not serve what it should, in one sentence. */
export function failureOf(live: Live, name: string, configName: string): string {
  if (live.EndpointStatus === "Creating") return `endpoint ${name} is not in service yet`;
  const reason = live.FailureReason ?? "SageMaker gives no reason";
  if (live.EndpointStatus === "UpdateRollbackFailed")
    return `endpoint ${name} could neither take ${configName} nor go back and serves a mix of both: ${reason}; deploy a configuration that works, with another retryTrigger if it is the same`;
  if (live.EndpointStatus !== "InService")
    return `endpoint ${name} is ${live.EndpointStatus ?? "unknown"}: ${reason}`;
  return `endpoint ${name} went back to ${servedBy(live)} instead of serving ${configName}: ${reason}`;
}

/** A configuration that failed, as the state remembers it. */
export interface Failure {
  readonly configName: string;
  readonly reason: string;
  readonly retryTrigger?: string;
}

export function failureIn(state: Bag): Failure | undefined {
  const { configName, reason, retryTrigger } = bag(state.lastFailure);
  if (typeof configName !== "string") return undefined;
  const trigger = text(retryTrigger);
  return { configName, reason: textOf(reason), ...(trigger === undefined ? {} : { retryTrigger: trigger }) };
}

/** The memory as an output; none is no member. */
export function remembered(failure: Failure | undefined): Bag {
  const value: Value = failure === undefined ? undefined : { ...failure };
  return value === undefined ? {} : { lastFailure: value };
}

/** Why an update is not tried: this very configuration failed, and nothing says that it would fare better now. */
export function refusalOf(configName: string | undefined, news: Bag, state: Bag): string | undefined {
  const failure = failureIn(state);
  if (failure === undefined || failure.configName !== configName) return undefined;
  if (failure.retryTrigger !== text(news.retryTrigger)) return undefined;
  return `configuration ${configName} has failed on endpoint ${textOf(news.name)} already: ${failure.reason}. Change what is served, or, when the cause was elsewhere and is gone, set retryTrigger to another value`;
}
