/** What a gate says of a finished job. */
export interface Verdict {
  readonly passed: boolean;
  readonly message: string;
}
