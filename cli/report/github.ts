import { CliError, exitCodes } from "../exit";

interface Comment {
  readonly id: number;
  readonly body?: string;
}

/** What a workflow run tells about itself. */
export interface PullRequest {
  readonly api: string;
  readonly repository: string;
  readonly number: number;
  readonly token: string;
  readonly runUrl: string;
}

const PAGE = 100;

/** The pull request of this workflow run, from the environment GitHub sets. */
export function pullRequest(env: NodeJS.ProcessEnv): PullRequest {
  const needed = (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw new CliError(
      `--post needs ${name} in the environment: run it in a GitHub workflow`,
      exitCodes.usage,
    );
  };
  const number = Number(env.PR_NUMBER ?? /^refs\/pull\/(\d+)\//.exec(needed("GITHUB_REF"))?.[1]);
  if (!Number.isInteger(number) || number < 1) {
    throw new CliError("--post: this run belongs to no pull request; set PR_NUMBER", exitCodes.usage);
  }
  const repository = needed("GITHUB_REPOSITORY");
  const server = env.GITHUB_SERVER_URL ?? "https://github.com";
  return {
    api: env.GITHUB_API_URL ?? "https://api.github.com",
    repository,
    number,
    token: needed("GITHUB_TOKEN"),
    runUrl: `${server}/${repository}/actions/runs/${env.GITHUB_RUN_ID ?? ""}`,
  };
}

/** Writes the comment that begins with `mark`, or changes the one that is there: one comment per stack, on any page. */
export async function postSticky(
  pr: PullRequest,
  mark: string,
  body: string,
): Promise<"created" | "updated"> {
  const existing = await find(pr, mark);
  const path = existing ? `/issues/comments/${existing.id}` : `/issues/${pr.number}/comments`;
  await request(pr, path, { method: existing ? "PATCH" : "POST", body: JSON.stringify({ body }) });
  return existing ? "updated" : "created";
}

async function find(pr: PullRequest, mark: string): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const found = await request(pr, `/issues/${pr.number}/comments?per_page=${PAGE}&page=${page}`, {});
    const comments = found as Comment[];
    const own = comments.find(({ body }) => body?.startsWith(mark));
    if (own || comments.length < PAGE) return own;
  }
}

async function request(pr: PullRequest, path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(`${pr.api}/repos/${pr.repository}${path}`, {
    ...init,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${pr.token}`,
      "content-type": "application/json",
    },
  });
  if (response.ok) return response.json();
  const hint = response.status === 403 ? " (the job needs `permissions: pull-requests: write`)" : "";
  throw new CliError(`GitHub answered ${response.status} to ${init.method ?? "GET"} ${path}${hint}`);
}
