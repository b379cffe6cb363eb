import type { Property } from "../../framework";

const text = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
const seconds = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "integer",
  description,
  ...extra,
});
const object = (
  description: string,
  members: Readonly<Record<string, Property>>,
  extra: Partial<Property> = {},
): Property => ({ type: "object", description, members, ...extra });

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
        waitIntervalInSeconds: seconds("Seconds between steps, 0 to 3600.", { required: true }),
        canarySize: capacity("First step of CANARY."),
        linearStepSize: capacity("Each step of LINEAR."),
      },
      { required: true },
    ),
    terminationWaitInSeconds: seconds("How long the old instances stay, 0 to 3600."),
    maximumExecutionTimeoutInSeconds: seconds("Longest update, 600 to 28,800."),
  }),
  rollingUpdatePolicy: object("Instances are replaced batch by batch.", {
    maximumBatchSize: capacity("Largest batch.", { required: true }),
    waitIntervalInSeconds: seconds("Seconds between batches, 0 to 3600.", { required: true }),
    maximumExecutionTimeoutInSeconds: seconds("Longest update, 600 to 28,800."),
    rollbackMaximumBatchSize: capacity("Largest batch of the way back."),
  }),
  autoRollbackConfiguration: object("Alarms that take an update back.", {
    alarms: {
      type: "array",
      description: "Alarms watched during the update.",
      items: object("Alarm.", { alarmName: text("Name of a CloudWatch alarm.", { required: true }) }),
    },
  }),
});

export const inputs: Readonly<Record<string, Property>> = {
  name: text("Name of the endpoint.", { required: true, change: "replace" }),
  endpointConfigName: text("Configuration to serve. A change moves the endpoint without a gap.", {
    required: true,
  }),
  promotedElsewhere: {
    type: "boolean",
    description:
      "Something else, such as a retraining state machine, may move the endpoint too: what it promoted is no drift. A new `endpointConfigName` still moves the endpoint.",
    default: false,
  },
  deploymentConfig,
  tags: { type: "map", items: text("Value."), description: "Tags of the endpoint. Changed in place." },
};

export const outputs: Readonly<Record<string, Property>> = {
  arn: text("ARN of the endpoint."),
};
