/** What a job of the local cluster is doing. */
export interface FlinkState {
  /** Flink's word for it: RUNNING, RESTARTING, FAILING, FAILED, ... */
  readonly status: string;
  /** All of its tasks run. */
  readonly running: boolean;
  /** Checkpoints since this process began: results up to the last can be seen. */
  readonly checkpoints: number;
  readonly failedCheckpoints: number;
  /** Begin of the newest error that made it restart. */
  readonly error?: string;
}

interface Overview {
  readonly jobs: readonly {
    readonly jid: string;
    readonly state: string;
    readonly tasks: { readonly total: number; readonly running: number; readonly finished: number };
  }[];
}

interface Checkpoints {
  readonly counts?: { readonly completed: number; readonly failed: number };
}

interface Exceptions {
  readonly exceptionHistory?: { readonly entries?: readonly { readonly stacktrace?: string }[] };
}

/** Asks the cluster's REST API; undefined while it does not answer or has no job yet. */
export async function flinkState(url: string): Promise<FlinkState | undefined> {
  try {
    const [job] = (await get<Overview>(`${url}/jobs/overview`)).jobs;
    if (job === undefined) return undefined;
    const running = job.state === "RUNNING" && job.tasks.running + job.tasks.finished === job.tasks.total;
    const initial = { status: job.state, running, checkpoints: 0, failedCheckpoints: 0 };
    // A job that only begins has nothing to tell of checkpoints, and the cluster would log each question as an error.
    if (!running && job.tasks.running === 0 && job.state !== "FAILED" && job.state !== "RESTARTING")
      return initial;
    const { counts } = await get<Checkpoints>(`${url}/jobs/${job.jid}/checkpoints`);
    const history = (await get<Exceptions>(`${url}/jobs/${job.jid}/exceptions`)).exceptionHistory?.entries;
    const error = history?.[0]?.stacktrace?.split("\n").filter((line) => !/^\s+at /.test(line));
    return {
      ...initial,
      checkpoints: counts?.completed ?? 0,
      failedCheckpoints: counts?.failed ?? 0,
      ...(error === undefined ? {} : { error: error.slice(0, 12).join("\n") }),
    };
  } catch {
    return undefined;
  }
}

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Body;
}
