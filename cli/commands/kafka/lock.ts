import { JavaMissing, findJava } from "../../../local/kafka/java";
import { lockArtifacts } from "../../../local/kafka/lock";
import { MavenMissing } from "../../../local/kafka/maven";
import { CliError, exitCodes } from "../../exit";
import type { Output } from "../../output";

export interface LockFlags {
  readonly transitive: boolean;
}

/** `floe kafka lock`: checksums of artifacts, to write into a plugin's list. */
export async function kafkaLock(
  coordinates: readonly string[],
  flags: LockFlags,
  output: Output,
): Promise<void> {
  const log = (line: string): void => output.note(line);
  try {
    const artifacts = await lockArtifacts(coordinates, {
      java: await findJava(),
      log,
      transitive: flags.transitive,
    });
    output.document({ artifacts });
    output.print(JSON.stringify(artifacts, null, 2));
  } catch (error) {
    if (error instanceof JavaMissing || error instanceof MavenMissing)
      throw new CliError(error.message, exitCodes.missingTool);
    throw error;
  }
}
