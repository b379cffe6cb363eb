import { invalid } from "../front/errors";

export interface ListQuery {
  NextToken?: string;
  MaxResults?: number;
  NameContains?: string;
  SortBy?: string;
  SortOrder?: string;
  StatusEquals?: string;
  CreationTimeAfter?: unknown;
  CreationTimeBefore?: unknown;
  LastModifiedTimeAfter?: unknown;
  LastModifiedTimeBefore?: unknown;
}

export interface Listed {
  name: string;
  status?: string;
  created: number;
  modified: number;
}

/** One page of what a list operation answers: filtered, sorted (newest first by default) and cut. */
export function page<T>(
  items: T[],
  query: ListQuery,
  of: (item: T) => Listed,
): { items: T[]; NextToken?: string } {
  const after = (limit: unknown, value: number) => typeof limit !== "number" || value >= limit;
  const before = (limit: unknown, value: number) => typeof limit !== "number" || value <= limit;
  const wanted = items.filter((item) => {
    const { name, status, created, modified } = of(item);
    return (
      (query.NameContains === undefined || name.toLowerCase().includes(query.NameContains.toLowerCase())) &&
      (query.StatusEquals === undefined || status === query.StatusEquals) &&
      after(query.CreationTimeAfter, created) &&
      before(query.CreationTimeBefore, created) &&
      after(query.LastModifiedTimeAfter, modified) &&
      before(query.LastModifiedTimeBefore, modified)
    );
  });
  const ascending = query.SortOrder === "Ascending" ? 1 : -1;
  wanted.sort((left, right) => ascending * compare(of(left), of(right), query.SortBy));
  const start = offset(query.NextToken);
  const end = start + (query.MaxResults ?? 10);
  const more = end < wanted.length ? { NextToken: Buffer.from(`floe:${end}`).toString("base64url") } : {};
  return { items: wanted.slice(start, end), ...more };
}

function compare(left: Listed, right: Listed, by: string | undefined): number {
  if (by === "Name") return left.name.localeCompare(right.name);
  if (by === "Status") return (left.status ?? "").localeCompare(right.status ?? "");
  if (by === "LastModifiedTime") return left.modified - right.modified;
  return left.created - right.created;
}

function offset(token: string | undefined): number {
  if (token === undefined) return 0;
  const found = /^floe:(\d+)$/u.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (!found) throw invalid("The NextToken is not valid: take it from the answer before");
  return Number(found[1]);
}
