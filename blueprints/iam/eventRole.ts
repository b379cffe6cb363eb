import { policyDocument, serviceTrust, type PolicyDocument } from "./document";

/** Trust of the role an EventBridge rule uses for its target. */
export function eventRoleTrust(accountId: string): PolicyDocument {
  return serviceTrust("events", accountId);
}

/** The one thing a rule does: start one state machine. */
export function eventRolePolicy(stateMachineArn: string): PolicyDocument {
  return policyDocument([
    {
      Sid: "StartExecution",
      Effect: "Allow",
      Action: ["states:StartExecution"],
      Resource: [stateMachineArn],
    },
  ]);
}
