/** Keys of a caller of the local AWS; of a role's session with its token. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A running local AWS: what callers need, and how to end or empty it. */
export interface LocalAws {
  /** One URL for every service, on loopback. */
  endpoint: string;
  region: string;
  accountId: string;
  /** The account's root key. */
  credentials: AwsCredentials;
  /** Processes that belong to it, each the leader of its own group. */
  pids(): number[];
  /** Ends every process; the state stays in the state folder. */
  stop(): Promise<void>;
  /** Removes every resource, object and job. */
  reset(): Promise<void>;
}

/** Receives the lines that a user should see. */
export type Log = (line: string) => void;

export interface StartAwsOptions {
  /** Folder of the local cloud's state; `aws/`, `sagemaker/` and `logs/` inside it are ours. */
  stateDir: string;
  /** The interpreter that `ensurePython` made. */
  python: string;
  /** Port of the endpoint; any free one by default. */
  port?: number;
  /** Defaults to `us-east-1`. */
  region?: string;
  log: Log;
}

/** What our SageMaker front needs of whichever emulator stands behind it. */
export interface Upstream {
  /** Where every request that is not SageMaker's is sent. */
  endpoint: string;
  region: string;
  accountId: string;
  credentials: AwsCredentials;
  /** Checks a request's signature and that its caller may do what it asks. */
  authorize(request: SignedRequest, checks: PermissionCheck[]): Promise<Caller>;
  /** Credentials of a role as the service gets them; throws when the role does not trust the service. */
  assumeRole(roleArn: string, sessionName: string, sourceArn: string): Promise<AwsCredentials>;
  /** Publishes a state change of the service on the default event bus. */
  publish(event: ServiceEvent): Promise<void>;
}

export interface SignedRequest {
  method: string;
  path: string;
  query: string;
  headers: [string, string][];
  body: Buffer;
  region: string;
}

export interface PermissionCheck {
  action: string;
  /** `{account}` stands for the caller's account. */
  resource: string;
  context?: Record<string, string>;
}

export interface Caller {
  account: string;
  arn: string;
}

export interface ServiceEvent {
  account: string;
  region: string;
  detailType: string;
  detail: Record<string, unknown>;
  resources: string[];
}

/** A refusal with the code and message that the service answers. */
export class AccessRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** For a role: whether it exists at all. */
    readonly exists = true,
  ) {
    super(message);
  }
}
