import type { Finding } from "../leg";
import type { Place } from "../place";
import type { Watch } from "../watch";
import { lookAtGraph } from "./graph";
import { lookAtIngest } from "./ingest";
import { lookAtPrivileges } from "./privileges";
import { lookAtScoring } from "./scoring";
import { lookAtTrust } from "./trust";

/** Looks at every leg without sending anything: all that is broken is told at once. */
export async function look(place: Place, watch: Watch): Promise<Finding[]> {
  const { privileges, integration, stages, features, unload, scoring, ingest } = place.spec;
  const findings: Finding[] = [];
  const leg = async (name: Parameters<Watch["leg"]>[0], ask: () => Promise<Finding[]>) =>
    findings.push(...(await watch.leg(name, ask)));
  if (privileges.length > 0) await leg("privileges", () => lookAtPrivileges(place));
  if (integration !== undefined || stages.length > 0) await leg("trust", () => lookAtTrust(place));
  if (features !== undefined) await leg("features", () => lookAtGraph(place, "features", features));
  if (unload !== undefined) await leg("unload", () => lookAtGraph(place, "unload", unload));
  if (scoring !== undefined) await leg("scoring", () => lookAtScoring(place, scoring));
  if (ingest !== undefined) await leg("ingest", () => lookAtIngest(place, ingest));
  return findings;
}
