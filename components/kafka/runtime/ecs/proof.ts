import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

/**
 * ARN of the task definition a service runs, once it is the one that was deployed. The circuit breaker takes a deployment
 * that fails back to the old one, and the service is steady then: this tells the two ends apart.
 */
export function deployedService(
  parent: pulumi.Resource,
  clusterArn: pulumi.Input<string>,
  service: ecs.Service,
  wanted: ecs.TaskDefinition,
): pulumi.Output<string> {
  const found = ecs.getServiceOutput(
    { clusterArn, serviceName: service.name },
    { parent, dependsOn: [service] },
  );
  return pulumi.all([found.taskDefinition, wanted.arn, service.name]).apply(([running, arn, name]) => {
    if (arn !== running)
      throw new Error(
        `ECS took the deployment of ${name} back to ${running}: its tasks never ran the connector as declared. ` +
          `Their log group says why, in the streams of worker and keeper. Fix: correct it, and deploy again`,
      );
    return arn;
  });
}
