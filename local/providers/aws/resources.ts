import type { StandInType } from "../common/standin";
import { dashboard } from "./cloudwatch/dashboard";
import { eventRule } from "./cloudwatch/event-rule";
import { eventTarget } from "./cloudwatch/event-target";
import { logGroup } from "./cloudwatch/log-group";
import { logMetricFilter } from "./cloudwatch/log-metric-filter";
import { metricAlarm } from "./cloudwatch/metric-alarm";
import { role } from "./iam/role";
import { rolePolicy } from "./iam/role-policy";
import { alias } from "./kms/alias";
import { key } from "./kms/key";
import { bucket } from "./s3/bucket";
import { bucketEncryption } from "./s3/encryption";
import { bucketLifecycle } from "./s3/lifecycle";
import { bucketNotification } from "./s3/notification";
import { bucketObject } from "./s3/object";
import { bucketOwnershipControls } from "./s3/ownership";
import { bucketPolicy } from "./s3/policy";
import { bucketPublicAccessBlock } from "./s3/public-access";
import { bucketVersioning } from "./s3/versioning";
import { endpoint } from "./sagemaker/endpoint";
import { endpointConfiguration } from "./sagemaker/endpoint-configuration";
import { model } from "./sagemaker/model";
import { modelPackageGroup } from "./sagemaker/model-package-group";
import { schedule } from "./scheduler/schedule";
import { stateMachine } from "./sfn/state-machine";
import { topic } from "./sns/topic";
import { topicPolicy } from "./sns/topic-policy";
import { topicSubscription } from "./sns/topic-subscription";
import { queue } from "./sqs/queue";
import { queuePolicy } from "./sqs/queue-policy";
import { parameter } from "./ssm/parameter";

export const resources: readonly StandInType[] = [
  bucket,
  bucketVersioning,
  bucketEncryption,
  bucketPublicAccessBlock,
  bucketOwnershipControls,
  bucketPolicy,
  bucketLifecycle,
  bucketNotification,
  bucketObject,
  key,
  alias,
  role,
  rolePolicy,
  topic,
  topicPolicy,
  topicSubscription,
  queue,
  queuePolicy,
  eventRule,
  eventTarget,
  logGroup,
  logMetricFilter,
  metricAlarm,
  dashboard,
  stateMachine,
  schedule,
  model,
  endpointConfiguration,
  endpoint,
  modelPackageGroup,
  parameter,
];
