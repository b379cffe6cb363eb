import type { Property } from "../../framework";
import { object, text } from "../../framework/properties";
import { configMembers, variantElement } from "./config-members";
import { element } from "./member";
import { modelMembers } from "./model-members";

const seconds = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "integer",
  description,
  ...extra,
});

const capacity = (description: string, extra: Partial<Property> = {}) =>
  object(
    description,
    {
      type: text("Unit of the size.", {
        required: true,
        allowed: ["INSTANCE_COUNT", "CAPACITY_PERCENT"],
      }),
      value: seconds("Number of instances, or percent.", { required: true }),
    },
    extra,
  );

/** How an update moves traffic, in the words of the API ("DeploymentConfig"). */
const deploymentConfig = object("How an update goes. Default: all at once, with no gap.", {
  blueGreenUpdatePolicy: object("New instances come up beside the old ones, then traffic moves.", {
    trafficRoutingConfiguration: object(
      "How traffic moves.",
      {
        type: text("In one step, in two, or in equal steps.", {
          required: true,
          allowed: ["ALL_AT_ONCE", "CANARY", "LINEAR"],
        }),
        waitIntervalInSeconds: seconds("Seconds each step is watched before the next, 0 to 3600.", {
          required: true,
        }),
        canarySize: capacity("First step of CANARY, at most 50 percent of the instances."),
        linearStepSize: capacity("Each step of LINEAR, 10 to 50 percent of the instances."),
      },
      { required: true },
    ),
    terminationWaitInSeconds: seconds(
      "Seconds the old instances stay after the last step, 0 to 3600. Default: 0.",
    ),
    maximumExecutionTimeoutInSeconds: seconds(
      "Longest update, 600 to 28,800 seconds; longer than its waits. Then it is rolled back.",
    ),
  }),
  rollingUpdatePolicy: object("Instances are replaced batch by batch.", {
    maximumBatchSize: capacity("Largest batch, 5 to 50 percent of the instances.", { required: true }),
    waitIntervalInSeconds: seconds("Seconds each batch is watched before the next, 0 to 3600.", {
      required: true,
    }),
    maximumExecutionTimeoutInSeconds: seconds(
      "Longest update, 600 to 28,800 seconds; longer than its waits. Then it is rolled back.",
    ),
    rollbackMaximumBatchSize: capacity("Largest batch of the way back. Default: all at once."),
  }),
  autoRollbackConfiguration: object("Alarms that take an update back while it is watched.", {
    alarms: {
      type: "array",
      required: true,
      description: "1 to 10 alarms. The models' role must be allowed `cloudwatch:DescribeAlarms` on them.",
      items: object("Alarm.", { alarmName: text("Name of a CloudWatch alarm.", { required: true }) }),
    },
  }),
});

export const inputs: Readonly<Record<string, Property>> = {
  name: text("Name of the endpoint: letters, digits and hyphens, at most 63.", {
    required: true,
    change: "replace",
  }),
  endpointConfigName: text(
    "Configuration to serve, made elsewhere. A change moves the endpoint without a gap. Either this or `variants`.",
  ),
  models: {
    type: "map",
    description:
      "Models this resource makes, by a key that `variants` name. Each is a SageMaker model named `<namePrefix>-<hash of its content>`: changed content is a new model beside the old one.",
    items: element("A model.", modelMembers),
  },
  variants: {
    type: "map",
    description:
      "What is served, by variant name, 1 to 10. The resource makes the configuration, named `<namePrefix>-<hash of its content>`. An update with canary, linear or rolling traffic, or alarms, must keep the variants' names.",
    items: variantElement,
  },
  shadowVariants: {
    type: "map",
    description:
      "One variant that gets a copy of the traffic and whose answers nobody sees, to try a model on real requests. Needs exactly one variant, in real time, on instances.",
    items: variantElement,
  },
  ...configMembers,
  namePrefix: text(
    "Begin of the names of models and configurations made here, at most 50 characters. Default: the endpoint's name, cut.",
  ),
  retainPrevious: seconds(
    "How many earlier configurations made here, with their models, are kept to go back to, 0 to 20. Older ones are deleted once the new one provably serves. They cost nothing. With 0 the model that just served goes at once: a batch transform of it that has begun a moment earlier, or that a state machine is about to begin, fails for want of its model. Keep 1 where batch transforms use the endpoint's model.",
    { default: 0 },
  ),
  promotedElsewhere: {
    type: "boolean",
    description:
      "Something else, such as a retraining state machine, may move the endpoint too: what it promoted is no drift. A new configuration here still moves the endpoint.",
    default: false,
  },
  deploymentConfig,
  retainVariantProperties: {
    type: "boolean",
    description:
      "An update keeps the instance counts and weights that autoscaling or operators set, instead of those of the configuration.",
    default: false,
  },
  resetVariantProperties: {
    type: "array",
    description: "With `retainVariantProperties`: what is taken from the configuration all the same.",
    items: text("Kind.", { allowed: ["DesiredInstanceCount", "DesiredWeight", "DataCaptureConfig"] }),
  },
  retryTrigger: text(
    "Any text. A configuration that failed is not tried again, because it would fail again, until this changes: set it when the cause was elsewhere, such as missing capacity.",
  ),
  tags: {
    type: "map",
    items: text("Value."),
    description:
      "Tags of the endpoint and of what is made here, at most 48. Keys that begin with `aws:` or `floe:` are taken. Changed in place.",
  },
};

export const outputs: Readonly<Record<string, Property>> = {
  arn: text("ARN of the endpoint."),
  configName: text("Configuration this program wants served: the given one, or the one made of `variants`."),
  modelNames: {
    type: "map",
    items: text("Name."),
    description: "Names of the models made here, by their keys in `models`.",
  },
  previousConfigNames: {
    type: "array",
    items: text("Name."),
    volatile: true,
    description: "Earlier configurations made here that are kept, newest first.",
  },
  lastFailure: {
    type: "object",
    volatile: true,
    description:
      "The newest update that failed, until its configuration serves. Not tried again before `retryTrigger` changes.",
    members: {
      configName: text("Configuration that failed.", { required: true }),
      reason: text("SageMaker's reason.", { required: true }),
      retryTrigger: text("The `retryTrigger` it was tried with."),
    },
  },
};
