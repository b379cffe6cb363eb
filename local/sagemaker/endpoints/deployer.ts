import { setTimeout as sleep } from "node:timers/promises";
import type { DeploymentConfig } from "@aws-sdk/client-sagemaker";
import type { Models } from "../models/models";
import type { Cloud } from "../state/cloud";
import { Alarms } from "./alarms";
import type { Fleet } from "./fleet";
import type { Endpoint, ServedVariant } from "./record";
import { type Plan, planOf } from "./rollout";
import type { Traffic } from "./traffic";

/** How often alarms are looked at while a step is watched. */
const lookMs = 250;
/** How long a step of the way back takes: long enough to be seen by who looks once a second. */
const backMs = 1200;

/** What a deployment tells the endpoint's record while it goes on. */
export interface Told {
  /** `ActivatingTraffic`, `Baking` or `Deleting`, with the share of the new servers. */
  stage(status: string, share: number): void;
  rollingBack(reason: string): void;
  /** True when the endpoint or the local cloud is ending: nothing is to be done any more. */
  readonly over: boolean;
}

/** The deployment was taken back. */
export class RolledBack extends Error {}
class Over extends Error {}

/** Moves traffic from the servers in place to new ones, step by step, and back when an alarm fires. */
export class Deployer {
  constructor(
    private readonly cloud: Cloud,
    private readonly models: Models,
  ) {}

  /** @throws RolledBack when the old servers serve again. False when the endpoint ended meanwhile. */
  async shift(
    endpoint: Endpoint,
    traffic: Traffic,
    fleet: Fleet,
    variants: ServedVariant[],
    config: DeploymentConfig | undefined,
    told: Told,
  ): Promise<boolean> {
    const instances = Math.min(...variants.map(({ DesiredInstanceCount }) => DesiredInstanceCount || 1));
    const plan = planOf(config, instances);
    const until = Date.now() + plan.maxMs;
    traffic.begin(fleet, variants);
    try {
      const alarms = await this.alarms(endpoint, fleet, plan);
      for (const share of plan.steps) {
        traffic.move(share);
        told.stage("ActivatingTraffic", share);
        if (plan.bakeMs > 0) told.stage("Baking", share);
        await this.watch(plan.bakeMs, alarms, until, told);
      }
      if (plan.terminationMs > 0) told.stage("Deleting", 1);
      await this.watch(plan.terminationMs, undefined, until, told);
    } catch (error) {
      if (!(error instanceof Over)) await this.back(traffic, plan, error, told);
      await traffic.abandon()?.kill();
      if (error instanceof Over) return false;
      throw error;
    }
    await traffic.commit().stop();
    return true;
  }

  private async alarms(endpoint: Endpoint, fleet: Fleet, plan: Plan): Promise<Alarms | undefined> {
    if (plan.alarms.length === 0) return undefined;
    const [variant] = fleet.config.request.ProductionVariants ?? [];
    const role = this.models.store.get(variant?.ModelName ?? "")?.request.ExecutionRoleArn ?? "";
    const { credentials } = await this.cloud.assume(role, `SageMaker-${endpoint.name}`, endpoint.arn);
    return Alarms.open(this.cloud, credentials, plan.alarms);
  }

  private async watch(ms: number, alarms: Alarms | undefined, until: number, told: Told): Promise<void> {
    const end = Date.now() + ms;
    for (;;) {
      if (told.over) throw new Over();
      const firing = (await alarms?.firing()) ?? [];
      if (firing.length > 0)
        throw new RolledBack(`The deployment was rolled back: in alarm are ${firing.join(", ")}.`);
      if (Date.now() > until)
        throw new RolledBack("The deployment was rolled back: it exceeded its maximum execution timeout.");
      const rest = end - Date.now();
      if (rest <= 0) return;
      await sleep(Math.min(lookMs, rest));
    }
  }

  private async back(traffic: Traffic, plan: Plan, error: unknown, told: Told): Promise<void> {
    told.rollingBack(error instanceof Error ? error.message : String(error));
    for (const share of plan.back) {
      traffic.move(share);
      if (told.over) return;
      await sleep(Math.min(backMs, plan.bakeMs));
    }
  }
}
