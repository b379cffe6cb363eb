export const example = `import { kafka } from "floe/sdk";

const orders = new kafka.Topic("orders", {
  name: "orders",
  bootstrapServers: ["b-1.example.com:9098", "b-2.example.com:9098"],
  partitions: 12,
  configs: { "cleanup.policy": "delete", "retention.ms": String(7 * 24 * 3_600_000) },
  auth: { kind: "iam" },
});

export const topic = orders.name;
`;
