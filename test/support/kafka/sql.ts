import { randomUUID } from "node:crypto";

interface Answer {
  readonly success: boolean;
  readonly code?: string | null;
  readonly message?: string | null;
  readonly data?: {
    readonly token?: string;
    readonly rowset?: readonly (readonly (string | null)[])[];
    readonly getResultUrl?: string;
  };
}

/** Snowflake answered that a statement failed. Anything else that is thrown means that nothing is known of it. */
export class StatementFailed extends Error {
  override readonly name = "StatementFailed";
}

/** A session that tries nothing again: who uses it wants to know of every failure, at once. */
export class Sql {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async open(url: string, user: string, password: string): Promise<Sql> {
    const data = { LOGIN_NAME: user, PASSWORD: password, ACCOUNT_NAME: "FLOE_LOCAL", CLIENT_APP_ID: "tests" };
    const path = `/session/v1/login-request?requestId=${randomUUID()}`;
    const answer = await post(`${url}${path}`, { data });
    return new Sql(url, answer.data?.token ?? "");
  }

  /** Runs one statement and answers its rows as text. */
  async rows(sqlText: string): Promise<readonly (readonly (string | null)[])[]> {
    const path = `/queries/v1/query-request?requestId=${randomUUID()}`;
    let answer = await post(`${this.url}${path}`, { sqlText }, this.token);
    while (answer.code === "333333" || answer.code === "333334")
      answer = await post(`${this.url}${answer.data?.getResultUrl ?? ""}`, undefined, this.token);
    return answer.data?.rowset ?? [];
  }

  async value(sqlText: string): Promise<string | null> {
    return (await this.rows(sqlText))[0]?.[0] ?? null;
  }
}

async function post(url: string, body: unknown, token?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(token !== undefined && { authorization: `Snowflake Token="${token}"` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(120_000),
  });
  const answer = (await response.json()) as Answer;
  const waits = answer.code === "333333" || answer.code === "333334";
  if (!answer.success && !waits) throw new StatementFailed(`${answer.code ?? "?"}: ${answer.message ?? ""}`);
  return answer;
}
