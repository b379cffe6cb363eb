import { hashOf, physicalName } from "../../../blueprints";
import * as iam from "@pulumi/aws/iam";
import * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent } from "../../component";
import { currentPlace, defaultPrefix } from "../../place";
import type { Model } from "../model";
import { allVariants, checkEndpoint, isRich, variantName, type EndpointArgs } from "./args";
import { championModel, contentInputs } from "./content";
import { dataPolicy } from "./data";
import { Guard, guarded } from "./guard";
import { servingDefaults } from "./variant";

/**
 * A model behind an HTTPS endpoint. The configuration's name is made from its content: a new model is a new
 * configuration, the endpoint moves to it without a gap, and only when it provably serves does the old one go.
 *
 * Costs its instances day and night, those of `variants` and `shadow` too; `serverless` costs by request.
 *
 * @example Minimal
 * ```ts
 * new Endpoint("endpoint", { model });
 * ```
 * @example Two instances, promoted by the retraining state machine
 * ```ts
 * new Endpoint("endpoint", { model, instanceCount: 2, promotedBy: "retraining" });
 * ```
 * @example A canary that errors or slowness take back
 * ```ts
 * new Endpoint("endpoint", {
 *   model,
 *   instanceCount: 4,
 *   deployment: { policy: "canary", step: { percent: 25 }, guard: { errorPercent: 5, p99LatencyMs: 200 } },
 * });
 * ```
 * @example Serverless: nothing to pay while nobody asks
 * ```ts
 * new Endpoint("endpoint", { model, serverless: { memoryMb: 2048, maxConcurrency: 10 } });
 * ```
 * @example A tenth of the requests to a challenger, all of them kept, three earlier configurations to go back to
 * ```ts
 * new Endpoint("endpoint", {
 *   model, weight: 9,
 *   variants: { challenger: { model: other, weight: 1 } },
 *   capture: { bucket: exchange.bucketName, keyArn: exchange.keyArn },
 *   retainPrevious: 3,
 * });
 * ```
 * @example Large requests by way of S3
 * ```ts
 * new Endpoint("endpoint", {
 *   model,
 *   asyncInference: { bucket: exchange.bucketName, keyArn: exchange.keyArn, errorTopicArn: topic.arn },
 * });
 * ```
 */
export class Endpoint extends FloeComponent {
  /** Name, known at preview. */
  readonly endpointName: pulumi.Output<string>;
  readonly nodes: {
    /** Of an endpoint of one model on instances; what is more the endpoint makes itself. */
    readonly configuration?: sagemaker.EndpointConfiguration;
    readonly endpoint: floe.sagemaker.Endpoint;
    /** With `capture` or `asyncInference`: what the role of each model component got, by variant. */
    readonly policies: Readonly<Record<string, iam.RolePolicy>>;
    /** With `deployment.guard`: its alarms by what they watch. */
    readonly guard?: Guard;
    /** With `promotedBy: "retraining"`: owner of what the state machine makes. */
    readonly promoted?: floe.sagemaker.PromotedModels;
  };

  constructor(name: string, args: EndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    checkEndpoint(name, args);
    const spec = { ...servingDefaults, ...args };
    super(
      "floe:components:Endpoint",
      name,
      {
        ...(args.serverless === undefined
          ? { instanceType: spec.instanceType, instanceCount: spec.instanceCount }
          : { serverless: args.serverless }),
        promotedBy: args.promotedBy ?? "deploy",
      },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const configuration = isRich(args) ? undefined : this.#configuration(prefix, args);
    const endpointName = args.endpointName ?? physicalName("endpoint", [prefix]);
    const promoted =
      args.promotedBy === "retraining" ? this.#promoted(prefix, endpointName, args) : undefined;
    const guard = this.#guard(prefix, endpointName, args);
    const policies = this.#policies(prefix, args);
    const endpoint = this.child(
      floe.sagemaker.Endpoint,
      "endpoint",
      {
        name: endpointName,
        ...(configuration === undefined
          ? contentInputs(args, prefix)
          : { endpointConfigName: configuration.name }),
        promotedElsewhere: promoted !== undefined,
        ...(args.deployment === undefined ? {} : { deploymentConfig: guarded(args.deployment, guard) }),
        ...(args.keepScaling === undefined ? {} : { retainVariantProperties: args.keepScaling }),
        ...(args.retryTrigger === undefined ? {} : { retryTrigger: args.retryTrigger }),
      },
      {
        transform: args.transform?.endpoint,
        opts: { dependsOn: [...(promoted === undefined ? [] : [promoted]), ...Object.values(policies)] },
      },
    );
    this.nodes = {
      ...(configuration === undefined ? {} : { configuration }),
      endpoint,
      policies,
      ...(promoted === undefined ? {} : { promoted }),
      ...(guard === undefined ? {} : { guard }),
    };
    this.endpointName = endpoint.name;
    this.registerOutputs({ endpointName: this.endpointName });
  }

  #configuration(prefix: string, args: EndpointArgs): sagemaker.EndpointConfiguration {
    const { instanceType, instanceCount } = { ...servingDefaults, ...args };
    const modelName = championModel(args);
    const content = pulumi.all([modelName, args.keyArn]).apply(([model, key]) => ({
      model,
      key: key ?? "",
      type: instanceType,
      count: instanceCount,
    }));
    return this.child(
      sagemaker.EndpointConfiguration,
      "configuration",
      {
        name: content.apply((known) => physicalName("endpointConfig", [prefix, hashOf(known, 12)])),
        ...(args.keyArn === undefined ? {} : { kmsKeyArn: args.keyArn }),
        productionVariants: [
          {
            variantName,
            modelName,
            instanceType,
            initialInstanceCount: instanceCount,
            initialVariantWeight: 1,
          },
        ],
      },
      { transform: args.transform?.configuration },
    );
  }

  /** What is captured and answered is written with the models' roles: each gets exactly that, once. */
  #policies(prefix: string, args: EndpointArgs): Readonly<Record<string, iam.RolePolicy>> {
    const { capture, asyncInference } = args;
    if (capture === undefined && asyncInference === undefined) return {};
    const policy = dataPolicy(args.place ?? currentPlace(this), capture, asyncInference);
    const seen = new Set<Model>();
    const made: Record<string, iam.RolePolicy> = {};
    for (const [variant, spec] of Object.entries(allVariants(args))) {
      if (!("model" in spec) || seen.has(spec.model)) continue;
      seen.add(spec.model);
      made[variant] = this.child(
        iam.RolePolicy,
        `policy-${variant}`,
        { name: physicalName("policy", [prefix, "endpoint-data"]), role: spec.model.roleName, policy },
        { transform: args.transform?.policy },
      );
    }
    return made;
  }

  #guard(prefix: string, endpointName: string, args: EndpointArgs): Guard | undefined {
    const limits = args.deployment?.guard;
    if (limits === undefined) return undefined;
    const transform = args.transform?.alarm;
    return new Guard(
      this.childName("guard"),
      { namePrefix: prefix, endpointName, variantName, ...limits, ...(transform && { transform }) },
      this.within(),
    );
  }

  /** Made before the endpoint and so deleted after it: what the endpoint serves cannot go earlier. */
  #promoted(namePrefix: string, endpointName: string, args: EndpointArgs): floe.sagemaker.PromotedModels {
    return this.child(floe.sagemaker.PromotedModels, "promoted", {
      namePrefix,
      endpointName,
      trainingJobs: args.retrainingJobs ?? "retain",
    });
  }
}
