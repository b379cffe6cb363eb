import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Schemas as a registry gives them: by the number that records carry. */
export interface Registry {
  readonly url: string;
  close(): void;
}

/**
 * The part of Confluent's registry API that converters use, in this process: for machines without a Java that runs the
 * real one.
 */
export async function smallRegistry(): Promise<Registry> {
  const schemas: string[] = [];
  const subjects = new Map<string, number[]>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { "content-type": "application/vnd.schemaregistry.v1+json" });
        response.end(JSON.stringify(body));
      };
      const path = (request.url ?? "").split("?")[0] ?? "";
      const known = /^\/schemas\/ids\/(\d+)$/.exec(path);
      if (known !== null) {
        const text = schemas[Number(known[1]) - 1];
        if (text === undefined) answer(404, { error_code: 40403, message: "Schema not found" });
        else answer(200, JSON.parse(text));
        return;
      }
      const subject = /^\/subjects\/([^/]+)(\/versions)?$/.exec(path)?.[1];
      if (request.method !== "POST" || subject === undefined) {
        answer(404, { error_code: 404, message: `no ${request.method ?? ""} ${path}` });
        return;
      }
      const { schema, schemaType } = JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>;
      const text = JSON.stringify({ schema, ...(schemaType !== undefined && { schemaType }) });
      const found = schemas.indexOf(text);
      const id = found < 0 ? schemas.push(text) : found + 1;
      const versions = subjects.get(subject) ?? [];
      if (!versions.includes(id)) versions.push(id);
      subjects.set(subject, versions);
      answer(200, { id, version: versions.indexOf(id) + 1, subject, schema });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
