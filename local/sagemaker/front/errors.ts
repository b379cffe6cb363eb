/** An error of the service: its code, its message and its HTTP status, as a client sees them. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the error's body, such as a model's own status. */
    readonly members: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/** What AWS has and the local SageMaker does not: refused, never accepted without effect. */
export function unsupported(what: string, instead: string): ServiceError {
  return new ServiceError("ValidationException", `The local SageMaker does not support ${what}: ${instead}`);
}

export function notFound(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

export function inUse(message: string): ServiceError {
  return new ServiceError("ResourceInUse", message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
