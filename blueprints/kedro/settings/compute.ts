import { warehouseSizes } from "../../snowflake";
import type { KedroCompute, KedroOptions } from "../options";
import { serverlessTaskSizes } from "../../snowflake/serverlessTask";
import { isBag, type Reader, type Rows, shown } from "./reader";
import { identifier } from "./identifiers";
import { either, mapOf, object, oneOf, text, whole } from "./readers";

/** What RESOURCE_CONSTRAINT says of Snowpark-optimized warehouses (doc page "Snowpark-optimized warehouses"). */
const constraints = [
  "MEMORY_1X",
  "MEMORY_1X_x86",
  "MEMORY_16X",
  "MEMORY_16X_x86",
  "MEMORY_64X",
  "MEMORY_64X_x86",
] as const;

type Member<K extends string> = Extract<KedroCompute, Record<K, unknown>>;
const is =
  <T>(wanted: T) =>
  (value: unknown): value is T =>
    value === wanted;
const size = { type: serverlessTaskSizes.join(" | "), read: oneOf(serverlessTaskSizes) } as const;
const amount = (rule: string, pattern: RegExp) =>
  either(
    (value) => typeof value === "number",
    (value) => String(value as number),
    text({ pattern, rule, fix: `write ${rule}` }),
  );

const warehouse: Rows<Member<"warehouse">> = {
  warehouse: { type: "text", read: identifier, description: "Warehouse." },
  snowparkOptimized: {
    type: "true | mapping",
    description: "Makes this warehouse, as a Snowpark-optimized one, for nodes that need much memory.",
    read: either(
      (value) => typeof value === "boolean",
      (value) => value as boolean,
      object<{ size?: string; constraint?: string }>({
        size: { type: "text", read: oneOf(warehouseSizes), description: "Size.", default: "MEDIUM" },
        constraint: {
          type: "text",
          read: oneOf(constraints),
          description: "Memory and architecture.",
          default: "MEMORY_16X",
        },
      }),
    ),
  },
};

type Serverless = Exclude<Member<"serverless">["serverless"], true>;

const serverless: Rows<Member<"serverless">> = {
  serverless: {
    type: "true | mapping",
    description: "Snowflake's own machines, by the second.",
    read: either(
      is(true),
      () => true as const,
      object<Serverless>({
        size: { ...size, description: "Size of the first runs." },
        min: { ...size, description: "Smallest size." },
        max: { ...size, description: "Largest size." },
        targetCompletionInterval: {
          type: "text",
          read: text({
            pattern: /^\d+\s*(SECONDS?|S|MINUTES?|M|HOURS?|H)$/i,
            rule: "an interval",
            fix: 'write "15 MINUTES"',
          }),
          description: "Time within which runs should end.",
        },
      }),
    ),
  },
};

const pool: Rows<Member<"pool">> = {
  pool: { type: "text", read: identifier, description: "Compute pool." },
  image: {
    type: "text",
    read: text({
      pattern: /^\/?[^\s/]+\/[^\s/]+\/[^\s/]+\/[^\s]+$/,
      rule: "the path of an image in an image repository",
      fix: "write /DB/SCHEMA/REPOSITORY/image:tag",
    }),
    description: "Image the container is made from.",
  },
  cpu: {
    type: "text",
    read: amount("a number of cores such as 2 or 500m", /^\d+(\.\d+)?m?$/),
    description: "Cores.",
  },
  memory: {
    type: "text",
    read: amount("an amount such as 16Gi", /^\d+(\.\d+)?[MG]i?$/),
    description: "Memory.",
  },
  gpu: { type: "number", read: whole(1, 16), description: "Graphics processors." },
  queryWarehouse: { type: "text", read: identifier, description: "Warehouse for SQL the nodes send." },
  env: { type: "mapping of text", read: mapOf(text()), description: "Environment variables." },
};

const kinds = { warehouse: object(warehouse), serverless: object(serverless), pool: object(pool) } as const;

const compute: Reader<KedroCompute> = (value, problems, argument) => {
  const named = isBag(value) ? Object.keys(kinds).filter((kind) => kind in value) : [];
  const [kind] = named;
  if (!isBag(value) || named.length !== 1 || kind === undefined) {
    const found = isBag(value) ? (named.length === 0 ? "none" : named.join(" and ")) : shown(value);
    problems.add(
      argument,
      `must name one of warehouse, serverless and pool, not ${found}`,
      'write { warehouse: "TRANSFORM_WH" }, { serverless: true } or { pool: "GPU_POOL", image: "/DB/SCHEMA/REPOSITORY/image:tag" }',
    );
    return undefined;
  }
  const before = problems.found.length;
  const read:
    Partial<Member<"warehouse">> | Partial<Member<"serverless">> | Partial<Member<"pool">> | undefined =
    kinds[kind as keyof typeof kinds](value, problems, argument);
  if (read === undefined || problems.found.length > before) return undefined;
  return complete(read, problems.at(argument));
};

function complete(
  read: Partial<Member<"warehouse">> | Partial<Member<"serverless">> | Partial<Member<"pool">>,
  problems: Parameters<Reader<unknown>>[1],
): KedroCompute | undefined {
  if ("warehouse" in read && read.warehouse !== undefined) return { ...read, warehouse: read.warehouse };
  if ("serverless" in read && read.serverless !== undefined) {
    const sizes = read.serverless === true ? {} : read.serverless;
    const rank = (name?: string) =>
      name === undefined ? undefined : serverlessTaskSizes.findIndex((one) => one === name);
    const [min, first, max] = [
      rank(sizes.min) ?? 0,
      rank(sizes.size),
      rank(sizes.max) ?? serverlessTaskSizes.length,
    ];
    problems.require(
      min <= max && (first === undefined || (min <= first && first <= max)),
      "serverless",
      "has sizes out of order",
      "let min be no larger than size, and size no larger than max",
    );
    return { serverless: read.serverless };
  }
  if ("pool" in read && read.pool !== undefined) {
    if (read.image !== undefined) return { ...read, pool: read.pool, image: read.image };
    problems.add(
      "image",
      "is missing: a compute pool runs containers",
      "name an image with Python and your packages",
    );
  }
  return undefined;
}

export const computeRows: Rows<Pick<KedroOptions, "compute">> = {
  compute: {
    type: "mapping",
    read: mapOf(compute),
    description:
      "Where tasks run, by node or group, by tag, or `__default__`; the first that fits counts. Each is a `warehouse`, `serverless`, or a `pool` of containers with an `image`. A warehouse with `snowpark_optimized` is made, with much memory, at half as much again per hour. Default: `warehouse`, else serverless.",
    example:
      "{ __default__: { warehouse: TRANSFORM_WH }, train: { warehouse: BIG_WH, snowpark_optimized: true }, light: { serverless: { size: XSMALL } } }",
  },
};
