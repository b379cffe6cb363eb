import { InvalidArguments } from "../../../../blueprints";
import type { ConnectorSecret } from "../runtime";

/** Workers in AWS find secrets in Secrets Manager and nowhere else. */
export function needed(variable: string, secret: ConnectorSecret | undefined): ConnectorSecret {
  if (secret !== undefined) return secret;
  throw new InvalidArguments("Secrets of a connector", [
    {
      argument: variable,
      rule: "is required: workers in AWS read it from Secrets Manager",
      fix: "pass a secret, such as KafkaSecrets makes it",
    },
  ]);
}
