import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";

/**
 * A map entry whose key is `__proto__`, as protobuf writes it: field 1, nine bytes, and then the value, field 2. A text of
 * that content has another field number, and code with such a line goes on otherwise.
 */
const entry = Buffer.from("\n\t__proto__\u0012");
const lossy = new WeakSet<object>();

/** Takes note of requests that lose something when they are decoded: the protobuf library drops a key `__proto__`. */
export function noted<T extends UntypedServiceImplementation>(
  service: ServiceDefinition<T>,
): ServiceDefinition<T> {
  const methods = Object.entries(service).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): object => {
      const request = method.requestDeserialize(bytes) as object;
      if (bytes.includes(entry)) lossy.add(request);
      return request;
    };
    return [name, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(methods) as ServiceDefinition<T>;
}

/** Refuses what would make a resource without a value that its program declares. */
export function requireWhole(request: unknown): void {
  if (typeof request !== "object" || request === null || !lossy.has(request)) return;
  throw new Error(
    "a key of an input map is __proto__, which does not reach a provider whole: rename the key",
  );
}
