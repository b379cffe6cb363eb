/** Exit codes of `floe`, the same for every command. */
export const exitCodes = {
  ok: 0,
  /** The operation failed; what was done stays and is recorded. */
  failed: 1,
  /** The command line or a setting is wrong; nothing was done. */
  usage: 2,
  /** The local cloud is not running. */
  notRunning: 3,
  /** A tool is missing and could not be obtained. */
  missingTool: 4,
  /** Ended by Ctrl-C or SIGTERM, after a graceful stop. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error with an exit code of its own. The message is for people: no stack trace is shown. */
export class CliError extends Error {
  override readonly name = "CliError";
  constructor(
    message: string,
    readonly code: ExitCode = exitCodes.failed,
  ) {
    super(message);
  }
}
