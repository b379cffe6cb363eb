import { startSageMaker } from "../sagemaker/start";
import type { LocalAws, StartAwsOptions } from "./contract";
import { startMinistack, type Emulator } from "./ministack";

/**
 * Starts the local AWS: the emulator with policies enforced, and our SageMaker in front of it on one endpoint.
 *
 * State is kept in `stateDir` and comes back with the next start. Logs are in `stateDir/logs/aws.log`.
 * Throws when the port is taken, or with the emulator's last lines when it does not start.
 */
export async function startAws(options: StartAwsOptions): Promise<LocalAws> {
  // The SDK's notice about Node 20 would stand among a user's own lines.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  let emulator: Emulator | undefined;
  const { stateDir, python, log } = options;
  const sagemaker = await startSageMaker({
    stateDir,
    python,
    log,
    port: options.port,
    upstream: async (front) => {
      emulator = await startMinistack({
        stateDir,
        python,
        log,
        front,
        region: options.region ?? "us-east-1",
      });
      return emulator;
    },
  });
  const { upstream } = sagemaker;
  return {
    endpoint: sagemaker.endpoint,
    region: upstream.region,
    accountId: upstream.accountId,
    // A copy for each reader: SDK clients write into the object they are given.
    get credentials() {
      return { ...upstream.credentials };
    },
    pids: () => [...(emulator ? [emulator.pid] : []), ...sagemaker.pids()],
    stop: async () => {
      await sagemaker.stop();
      await emulator?.stop();
    },
    reset: async () => {
      await sagemaker.reset();
      await emulator?.reset();
    },
  };
}
