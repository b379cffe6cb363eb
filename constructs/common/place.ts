import type { AwsPlace, Problems } from "../../blueprints";
import { Stack, Token } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** Partition, region and account of the stack a construct is in; tokens where the stack is environment-agnostic. */
export function placeOf(scope: Construct): AwsPlace {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region, accountId: account };
}

/** Raises everything found, with the path of the construct. */
export function raise(problems: Problems, scope: Construct, id: string, kind: string): void {
  problems.raise(`${kind} "${scope.node.path === "" ? id : `${scope.node.path}/${id}`}"`);
}

export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value);
}
