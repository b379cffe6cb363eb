import { join } from "node:path";
import type { AwsCredentials, Log, Upstream } from "../../aws/contract";
import { AccessRefused } from "../../aws/contract";
import { invalid, messageOf } from "../front/errors";
import type { Call } from "../front/operation";
import { RoleAccess } from "../jobs/access";

/** What every part of the local SageMaker works with. */
export class Cloud {
  private stopped = false;

  constructor(
    readonly upstream: Upstream,
    readonly stateDir: string,
    readonly python: string,
    readonly log: Log,
  ) {}

  /** Whether the local cloud is ending: what runs must neither start anew nor be reported as failed. */
  get stopping(): boolean {
    return this.stopped;
  }

  stop(): void {
    this.stopped = true;
  }

  /** A folder of records. */
  records(kind: string): string {
    return join(this.stateDir, "records", kind);
  }

  /** A folder for one job's or server's files. */
  work(kind: string, name: string): string {
    return join(this.stateDir, "work", kind, name);
  }

  arn(call: { region: string; account: string }, kind: string, name: string): string {
    return `arn:aws:sagemaker:${call.region}:${call.account}:${kind}/${name.toLowerCase()}`;
  }

  /** Access with a role's permissions, as jobs and models have it. */
  async assume(roleArn: string, session: string, sourceArn: string): Promise<RoleAccess> {
    const credentials: AwsCredentials = await this.upstream.assumeRole(
      roleArn,
      session.slice(0, 64),
      sourceArn,
    );
    return new RoleAccess(this.upstream.endpoint, this.upstream.region, credentials, roleArn);
  }

  /** The same at creation, where AWS refuses the request when the role cannot be assumed. */
  async assumeForRequest(roleArn: string, session: string, sourceArn: string): Promise<RoleAccess> {
    try {
      return await this.assume(roleArn, session, sourceArn);
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      throw invalid(
        `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal ` +
          "'sagemaker.amazonaws.com' to assume the role.",
      );
    }
  }

  /** Tells EventBridge and waiting Step Functions tasks of a state change; a failure is only logged. */
  announce(
    call: Pick<Call, "account" | "region">,
    detailType: string,
    detail: Record<string, unknown>,
    arn: string,
  ): void {
    const { account, region } = call;
    this.upstream
      .publish({ account, region, detailType, detail: inMilliseconds(detail), resources: [arn] })
      .catch((error: unknown) => {
        if (!this.stopped) this.log(`SageMaker: an event of ${arn} was not delivered: ${messageOf(error)}`);
      });
  }
}

/** Events of the service write times in milliseconds, its API in seconds. */
function inMilliseconds(detail: Record<string, unknown>): Record<string, unknown> {
  const convert = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((each: unknown) => convert(each, ""));
    if (typeof value === "number") return /(?:Time|Timestamp)$/u.test(key) ? Math.round(value * 1000) : value;
    return typeof value === "object" && value !== null
      ? inMilliseconds(value as Record<string, unknown>)
      : value;
  };
  return Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, convert(value, key)]));
}
