import { sagemaker } from "../../../aws/clients";
import { isMissing } from "../../../aws/errors";
import { sleep } from "../../../framework";
import type { Place } from "../place";

/** Name of the transform job that scores a run, as the scoring machine makes it. */
export function transformName(prefix: string, run: string): string {
  return `${prefix}-${run.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}

/** State of a run's transform job, or undefined when there is none. */
export async function transformOf(place: Place, run: string) {
  const prefix = place.spec.scoring?.transformPrefix;
  if (prefix === undefined) return undefined;
  const [client, sdk] = await Promise.all([
    sagemaker(place.call.config),
    import("@aws-sdk/client-sagemaker"),
  ]);
  const TransformJobName = transformName(prefix, run);
  try {
    const command = new sdk.DescribeTransformJobCommand({ TransformJobName });
    const job = await client.send(command, { abortSignal: place.call.signal });
    return { name: TransformJobName, status: job.TransformJobStatus, reason: job.FailureReason };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Ends a run's job, if it runs, and waits for its end. */
export async function stopTransform(place: Place, run: string): Promise<void> {
  for (let asked = false; ;) {
    const job = await transformOf(place, run);
    if (job === undefined || !["InProgress", "Stopping"].includes(job.status ?? "")) return;
    if (!asked) {
      place.call.status(`leftovers: stopping transform job ${job.name}`);
      const [client, sdk] = await Promise.all([
        sagemaker(place.call.config),
        import("@aws-sdk/client-sagemaker"),
      ]);
      const command = new sdk.StopTransformJobCommand({ TransformJobName: job.name });
      await client.send(command, { abortSignal: place.call.signal }).catch((error: unknown) => {
        // It may have ended in between.
        if (!isMissing(error) && !(error instanceof Error && /status|state/i.test(error.message)))
          throw error;
      });
      asked = true;
    }
    await sleep(place.local ? 200 : 10_000, place.call.signal);
  }
}
