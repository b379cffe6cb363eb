import { eventBridge } from "../../../aws/clients";
import { isMissing } from "../../../aws/errors";
import { type Finding, type LegName, redeploy } from "../leg";
import type { Place } from "../place";

/** Rules that carry an event from S3 to the next leg. */
export async function lookAtRules(place: Place, leg: LegName, rules: readonly string[]): Promise<Finding[]> {
  if (rules.length === 0) return [];
  const [client, sdk] = await Promise.all([
    eventBridge(place.call.config),
    import("@aws-sdk/client-eventbridge"),
  ]);
  const on = { abortSignal: place.call.signal };
  const findings: Finding[] = [];
  for (const Name of rules) {
    place.call.status(`${leg}: rule ${Name}`);
    try {
      const rule = await client.send(new sdk.DescribeRuleCommand({ Name }), on);
      if (rule.State === "DISABLED") {
        const fix = `aws events enable-rule --name ${Name}; or ${redeploy}`;
        findings.push({ leg, fact: `EventBridge rule ${Name} is disabled`, fix });
      }
      const { Targets = [] } = await client.send(new sdk.ListTargetsByRuleCommand({ Rule: Name }), on);
      if (Targets.length === 0)
        findings.push({ leg, fact: `EventBridge rule ${Name} has no target`, fix: redeploy });
    } catch (error) {
      if (!isMissing(error)) throw error;
      findings.push({ leg, fact: `EventBridge rule ${Name} is gone`, fix: redeploy });
    }
  }
  return findings;
}
