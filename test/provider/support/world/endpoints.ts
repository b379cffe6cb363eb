import { type Answer, type Json, ok, refused, type Thing, untagged } from "./kinds";
import { arnOf, type SageMakerWorld } from "./sagemaker";

/** Endpoints move between configurations; undefined for operations of other kinds. */
export function endpointAnswer(world: SageMakerWorld, operation: string, input: Json): Answer | undefined {
  const name = String(input.EndpointName);
  const found = world.find("Endpoint", name);
  const arn = { EndpointArn: arnOf("endpoint", name) };
  switch (operation) {
    case "CreateEndpoint":
      if (found !== undefined)
        return refused("ValidationException", `Cannot create already existing endpoint "${name}".`);
      world.things.push(newEndpoint(name, input));
      return ok(arn);
    case "ListEndpoints":
      return ok({ Endpoints: world.things.filter(({ kind }) => kind === "Endpoint").map(summary) });
    case "UpdateEndpoint":
    case "DescribeEndpoint":
    case "DeleteEndpoint":
      return found === undefined
        ? refused("ValidationException", `Could not find endpoint "${name}".`)
        : change(world, operation, found, input, arn);
    default:
      return undefined;
  }
}

function newEndpoint(name: string, input: Json): Thing {
  const config = String(input.EndpointConfigName);
  const tags = untagged(input.Tags);
  const created = Date.now() / 1000;
  return { kind: "Endpoint", name, request: input, tags, status: "Creating", looks: 2, created, config };
}

function summary(thing: Thing): Json {
  return {
    EndpointName: thing.name,
    EndpointArn: arnOf("endpoint", thing.name),
    EndpointStatus: thing.status,
    CreationTime: thing.created,
    LastModifiedTime: thing.created,
  };
}

function change(world: SageMakerWorld, operation: string, found: Thing, input: Json, arn: Json): Answer {
  if (operation === "DescribeEndpoint") {
    settle(world, found);
    if (!world.things.includes(found))
      return refused("ValidationException", `Could not find endpoint "${found.name}".`);
    return ok({ ...summary(found), EndpointConfigName: found.config });
  }
  if (!["InService", "Failed"].includes(found.status))
    return refused("ValidationException", "Cannot update in-progress endpoint");
  if (operation === "DeleteEndpoint") Object.assign(found, { status: "Deleting", looks: 1 });
  else Object.assign(found, { status: "Updating", looks: 2, next: String(input.EndpointConfigName) });
  return ok(operation === "DeleteEndpoint" ? {} : arn);
}

function settle(world: SageMakerWorld, found: Thing): void {
  if (["InService", "Failed"].includes(found.status) || found.looks-- > 0) return;
  if (found.status === "Deleting") world.things = world.things.filter((thing) => thing !== found);
  else Object.assign(found, { status: "InService", config: found.next ?? found.config, next: undefined });
}
