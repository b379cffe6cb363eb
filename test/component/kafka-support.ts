import * as pulumi from "@pulumi/pulumi";
import { registered, run } from "./mocks";

/** Value of an output, once it is known. */
export function known<Value>(output: pulumi.Output<Value> | undefined): Promise<Value | undefined> {
  if (output === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    pulumi.output(output).apply((value) => {
      resolve(value as Value);
      return value;
    });
  });
}

/** Message of what a program throws, once all it had registered before has settled. */
export async function refusal(program: () => void): Promise<string> {
  let message = "nothing was refused";
  await run(() => {
    try {
      program();
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
  });
  return message;
}

/** `type name` of everything registered but components, by name. */
export function children(): readonly string[] {
  return registered
    .filter(
      ({ type }) =>
        !/^floe:(kafka:(Kafka|Connect|Connector[A-Z]|Schema|Ecs|Msk[A-Z]\w*Worker)|components:)/.test(type),
    )
    .map(({ type, name }) => `${name} ${type.replace(/^(\w+):(\w+)\/\w+:/, "$1:$2:")}`)
    .sort();
}

/** Inputs of the one resource with that logical name. */
export function inputsOf(name: string): Record<string, unknown> {
  const found = registered.filter((resource) => resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources are named ${name}`);
  return found[0]?.inputs ?? {};
}
