import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import { CheckFailure, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Failure } from "./check";
import { toStruct } from "./structs";
import type { WireBag } from "./wire";

/** A partial failure ready for the wire: the engine keeps the object in state with the reasons. */
export class InitFailed extends Error {
  constructor(
    readonly id: string,
    readonly properties: WireBag,
    readonly inputs: WireBag,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}

/** Unsupported by design; the message says what to use instead. */
export class Unsupported extends Error {}

export function grpcError(error: unknown): ServerErrorResponse {
  const message = error instanceof Error ? error.message : String(error);
  const response = (code: status, metadata?: Metadata): ServerErrorResponse => ({
    name: "Error",
    message,
    code,
    details: message,
    ...(metadata === undefined ? {} : { metadata }),
  });
  if (error instanceof Unsupported) return response(status.UNIMPLEMENTED);
  if (!(error instanceof InitFailed)) return response(status.UNKNOWN);
  const detail = new ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.properties));
  detail.setInputs(toStruct(error.inputs));
  detail.setReasonsList([...error.reasons]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const body = new Status();
  body.setCode(status.UNKNOWN);
  body.setMessage(message);
  body.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(body.serializeBinary()));
  return response(status.UNKNOWN, metadata);
}

/**
 * Failures for the engine. It prints the value of the property a failure names, in clear even when secret, and a
 * whole object for a nested path: both get an empty property and the path in the reason.
 */
export function checkFailures(
  failures: readonly Failure[],
  isHidden: (root: string) => boolean,
): CheckFailure[] {
  return failures.map((failure) => {
    const named = failure.property === failure.root && !isHidden(failure.root);
    const result = new CheckFailure();
    result.setProperty(named ? failure.property : "");
    result.setReason(`${failure.property === "" ? "" : `${failure.property}: `}${failure.reason}`);
    return result;
  });
}
