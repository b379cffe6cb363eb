/** The service's name for an error, such as `ResourceInUse`, or "". */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return 0;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : 0;
}

/** SageMaker says "could not find" in a ValidationException where others have a code for it. */
export function isMissing(error: unknown): boolean {
  if (["ResourceNotFound", "ResourceNotFoundException"].includes(errorName(error))) return true;
  return (
    errorName(error) === "ValidationException" &&
    /not found|does not exist|could not find/i.test(errorMessage(error))
  );
}

/** Errors that pass by themselves: throttling, a server's fault, a broken connection. */
export function isTransient(error: unknown): boolean {
  if (statusOf(error) >= 500 || statusOf(error) === 429) return true;
  if (/Throttl|TooManyRequests|RequestTimeout|TimeoutError|ServiceUnavailable/.test(errorName(error)))
    return true;
  return /ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|socket hang up/.test(
    `${errorMessage(error)} ${error instanceof Error && "code" in error ? String(error.code) : ""}`,
  );
}

/** A role or policy made seconds ago is not yet known everywhere. */
export function isPropagating(error: unknown): boolean {
  return /could not assume role|is not authorized to perform|access denied|invalid role|unable to assume/i.test(
    errorMessage(error),
  );
}
