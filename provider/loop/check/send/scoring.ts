import { layout, manifestName } from "../../../../blueprints/layout";
import { stepFunctions } from "../../../aws/clients";
import { errorName } from "../../../aws/errors";
import { transformName, transformOf } from "../clean/transform";
import { broken, redeploy } from "../leg";
import type { Place } from "../place";
import type { Watch } from "../watch";

/** Waits until a run's rows are scored. Without a job to look for, the predictions themselves are waited for. */
export async function waitForScores(place: Place, watch: Watch, run: string): Promise<void> {
  const prefix = place.spec.scoring?.transformPrefix;
  if (prefix === undefined) return;
  const job = transformName(prefix, run);
  // An event arrives within seconds; what has not begun by then will not.
  const patience = place.local ? 20_000 : 300_000;
  await watch.until(
    "scoring",
    async () => (await transformOf(place, run)) ?? (await refuseFailed(place, run)),
    () => ({
      fact: `no transform job ${job} began for the manifest ${layout.manifests}${layout.score}${run}/${manifestName}`,
      fix: `look whether the bucket's events reach EventBridge, the scoring rule matches them, its role may start the state machine, and the machine's executions: ${redeploy}`,
    }),
    patience,
  );
  await watch.until(
    "scoring",
    async () => {
      const live = await transformOf(place, run);
      place.call.status(`scoring: transform job ${job} ${live?.status ?? "is gone"}`);
      if (live?.status === "Completed") return live;
      if (live === undefined || live.status === "Failed" || live.status === "Stopped") {
        const state = live === undefined ? "is gone" : `ended ${live.status}`;
        throw broken(
          "scoring",
          `transform job ${job} ${state}${live?.reason === undefined ? "" : `: ${live.reason}`}`,
          "correct what the reason names; the job's log is in CloudWatch, /aws/sagemaker/TransformJobs",
        );
      }
      return undefined;
    },
    () => ({ fact: `transform job ${job} did not end`, fix: "raise timeoutSeconds if the job is only slow" }),
  );
}

/** An execution for this run that failed before it made a job. */
async function refuseFailed(place: Place, run: string): Promise<undefined> {
  const stateMachineArn = place.spec.scoring?.stateMachineArn;
  if (stateMachineArn === undefined) return undefined;
  const [client, sdk] = await Promise.all([stepFunctions(place.call.config), import("@aws-sdk/client-sfn")]);
  const on = { abortSignal: place.call.signal };
  for (const statusFilter of ["FAILED", "TIMED_OUT", "ABORTED"] as const) {
    const query = { stateMachineArn, statusFilter, maxResults: 20 };
    const { executions = [] } = await client.send(new sdk.ListExecutionsCommand(query), on);
    for (const { executionArn } of executions) {
      const live = await client
        .send(new sdk.DescribeExecutionCommand({ executionArn }), on)
        .catch((error: unknown) => {
          if (errorName(error) === "ExecutionDoesNotExist") return undefined;
          throw error;
        });
      if (live?.input?.includes(`/${run}/`) !== true) continue;
      const cause = [live.error, live.cause].filter((part) => part !== undefined && part !== "").join(": ");
      throw broken(
        "scoring",
        `execution ${executionArn ?? ""} ${statusFilter.toLowerCase().replace("_", " ")}${cause === "" ? "" : `: ${cause}`}`,
        "correct what the cause names; a machine that may no longer do its work is put back by a refresh and a deployment",
      );
    }
  }
  return undefined;
}
