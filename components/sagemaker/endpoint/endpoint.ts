import {
  checkInstanceType,
  checkInteger,
  checkName,
  hashOf,
  physicalName,
  Problems,
} from "../../../blueprints";
import * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";
import { defaultPrefix } from "../../place";

/** How a model is served, wherever it is deployed from. */
export interface ServingSpec {
  /** Default: ml.m5.large, 2 vCPU and 8 GiB, about 0.115 USD an hour in us-east-1, day and night. */
  readonly instanceType?: string;
  /** Default: 1. Use 2 or more in production: one instance is one zone. */
  readonly instanceCount?: number;
}

export const servingDefaults = {
  instanceType: "ml.m5.large",
  instanceCount: 1,
} as const satisfies ServingSpec;

/** Same for an endpoint's whole life: SageMaker cannot update an endpoint to another variant name. */
export const variantName = "champion";

export interface EndpointArgs extends ServingSpec {
  modelName: pulumi.Input<string>;
  /** Default: the name prefix. */
  endpointName?: string;
  /** Begin of configuration names. Default: `<project>-<stack>-<name>`. */
  namePrefix?: string;
  keyArn?: pulumi.Input<string> | undefined;
  /**
   * Who decides what serves. `deploy`: this program, so a configuration changed elsewhere is put back. `retraining`:
   * the first model comes from here and every later champion from the retraining state machine, which this program
   * then leaves alone. Default: `deploy`.
   */
  promotedBy?: "deploy" | "retraining";
  transform?: {
    configuration?: Transform<sagemaker.EndpointConfigurationArgs>;
    endpoint?: Transform<sagemaker.EndpointArgs>;
  };
}

/**
 * A model behind an HTTPS endpoint. The configuration's name is made from its content: a new model is a new
 * configuration, the endpoint moves to it without a gap, and only then does the old one go. Costs its instances day
 * and night.
 *
 * @example Minimal
 * ```ts
 * new Endpoint("endpoint", { modelName: model.modelName });
 * ```
 * @example Two instances, promoted by the retraining state machine
 * ```ts
 * new Endpoint("endpoint", { modelName: model.modelName, instanceCount: 2, promotedBy: "retraining" });
 * ```
 */
export class Endpoint extends FloeComponent {
  /** Name, known at preview. */
  readonly endpointName: pulumi.Output<string>;
  readonly nodes: {
    readonly configuration: sagemaker.EndpointConfiguration;
    readonly endpoint: sagemaker.Endpoint;
  };

  constructor(name: string, args: EndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    checkEndpoint(name, args);
    const spec = { ...servingDefaults, ...args };
    super(
      "floe:components:Endpoint",
      name,
      {
        instanceType: spec.instanceType,
        instanceCount: spec.instanceCount,
        promotedBy: args.promotedBy ?? "deploy",
      },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const content = pulumi.all([args.modelName, args.keyArn]).apply(([model, key]) => ({
      model,
      key: key ?? "",
      type: spec.instanceType,
      count: spec.instanceCount,
    }));
    const configuration = this.child(
      sagemaker.EndpointConfiguration,
      "configuration",
      {
        name: content.apply((known) => physicalName("endpointConfig", [prefix, hashOf(known, 12)])),
        ...(args.keyArn === undefined ? {} : { kmsKeyArn: args.keyArn }),
        productionVariants: [
          {
            variantName,
            modelName: args.modelName,
            instanceType: spec.instanceType,
            initialInstanceCount: spec.instanceCount,
            initialVariantWeight: 1,
          },
        ],
      },
      { transform: args.transform?.configuration },
    );
    const endpoint = this.child(
      sagemaker.Endpoint,
      "endpoint",
      {
        name: args.endpointName ?? physicalName("endpoint", [prefix]),
        endpointConfigName: configuration.name,
      },
      {
        transform: args.transform?.endpoint,
        opts: args.promotedBy === "retraining" ? { ignoreChanges: ["endpointConfigName"] } : {},
      },
    );
    this.nodes = { configuration, endpoint };
    this.endpointName = endpoint.name;
    this.registerOutputs({ endpointName: this.endpointName });
  }
}

export function checkServing(problems: Problems, spec: ServingSpec): void {
  checkInstanceType(problems, "instanceType", spec.instanceType);
  checkInteger(problems, "instanceCount", spec.instanceCount, { min: 1, max: 100, unit: "instances" });
}

function checkEndpoint(name: string, args: EndpointArgs): void {
  const problems = new Problems();
  checkServing(problems, args);
  checkName(problems, "endpointName", args.endpointName, "endpoint");
  problems.raise(`Endpoint "${name}"`);
}
