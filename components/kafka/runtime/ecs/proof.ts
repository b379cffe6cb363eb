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
  return pulumi
    .all([service.name, found.taskDefinition, wanted.arn])
    .apply(([name, running, arn]) => checkDeployed(name, running, arn));
}

/** @throws Error when a service runs another task definition than was deployed. */
export function checkDeployed(name: string, running: string, wanted: string): string {
  if (running === wanted) return running;
  throw new Error(
    `ECS took the deployment of ${name} back to ${running}: tasks of ${wanted} never ran the connector as declared. ` +
      "The log group says why, in the streams of worker and keeper. Fix: correct it; where nothing here was wrong, " +
      "change retryTrigger, and deploy again",
  );
}
