import { quoteIdentifier } from "../../../../blueprints/snowflake";
import { cell, type Row, StatementFailed } from "../../../snowflake/session";
import { sleep } from "../../../framework";
import { type Finding, redeploy } from "../leg";
import { objectName, type Place } from "../place";

/** What IAM may need until a trust or policy that was just made holds everywhere, milliseconds. */
const propagationMs = 60_000;

/** The handshake between Snowflake and S3: what the integration says of itself, then a list through the role. */
export async function lookAtTrust(place: Place): Promise<Finding[]> {
  const said = await lookAtIntegration(place);
  const listed: Finding[] = [];
  // What does not fit in what the integration says will not fit later either.
  const until = place.local || said.length > 0 ? 0 : Date.now() + propagationMs;
  for (const stage of place.spec.stages) listed.push(...(await lookAtStage(place, stage, until)));
  return [...said, ...listed];
}

async function lookAtIntegration(place: Place): Promise<Finding[]> {
  const wanted = place.spec.integration;
  if (wanted === undefined) return [];
  place.call.status(`trust: integration ${wanted.name}`);
  let rows: readonly Row[];
  try {
    rows = await place.run(`DESCRIBE INTEGRATION ${quoteIdentifier(wanted.name)}`);
  } catch (error) {
    if (!(error instanceof StatementFailed && error.missing)) throw error;
    return [
      {
        leg: "trust",
        fact: `storage integration ${wanted.name} is gone, or the role may not see it`,
        fix: `GRANT USAGE ON INTEGRATION ${quoteIdentifier(wanted.name)} to the deploying role; or ${redeploy}`,
      },
    ];
  }
  const value = (property: string) =>
    cell(
      rows.find((row) => cell(row, "property") === property),
      "property_value",
    );
  const findings: Finding[] = [];
  if (value("ENABLED").toLowerCase() !== "true") {
    findings.push({
      leg: "trust",
      fact: `storage integration ${wanted.name} is disabled`,
      fix: `ALTER STORAGE INTEGRATION ${quoteIdentifier(wanted.name)} SET ENABLED = TRUE; or ${redeploy}`,
    });
  }
  for (const [property, what, expected] of [
    ["STORAGE_AWS_ROLE_ARN", "assumes role", wanted.roleArn],
    ["STORAGE_AWS_EXTERNAL_ID", "presents the external id", wanted.externalId],
    ["STORAGE_AWS_IAM_USER_ARN", "comes from the IAM user", wanted.iamUserArn],
  ] as const) {
    const live = value(property);
    if (expected === undefined || live === expected) continue;
    findings.push({
      leg: "trust",
      fact: `storage integration ${wanted.name} ${what} ${live}, and the role's trust was made for ${expected}`,
      fix: redeploy,
    });
  }
  return findings;
}

async function lookAtStage(place: Place, stage: string, until: number): Promise<Finding[]> {
  const { text } = objectName(stage);
  place.call.status(`trust: stage ${text}`);
  try {
    // Below a path that holds nothing: the role is assumed and its policy asked, and nothing is listed.
    await place.run(`LIST @${text}/floe-check-nothing/`);
    return [];
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    if (Date.now() < until && /assum|denied|forbidden/i.test(error.message)) {
      await sleep(5_000, place.call.signal);
      return lookAtStage(place, stage, until);
    }
    return [
      { leg: "trust", fact: `stage ${text} cannot be listed: ${error.message}`, fix: stageFix(text, error) },
    ];
  }
}

function stageFix(stage: string, error: StatementFailed): string {
  if (/assum/i.test(error.message)) {
    return `the role's trust must allow exactly the integration's IAM user and external id (DESCRIBE INTEGRATION shows both): ${redeploy}`;
  }
  if (/integration/i.test(error.message) && /associated|cannot be found/i.test(error.message)) {
    return `the integration was made anew and the stage holds the old one's hidden id: ALTER STAGE ${stage} SET STORAGE_INTEGRATION = <name>; or ${redeploy}`;
  }
  if (/denied|forbidden|403/i.test(error.message)) {
    return `the integration's role may not list the stage's prefix: ${redeploy}`;
  }
  return redeploy;
}
