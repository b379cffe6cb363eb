import { didYouMean, type Bag, number, type Problem, text, textMap, texts } from "../../framework";
import { checkBrokerAuth } from "../auth";
import { isServer } from "../servers";
import { topicConfigs } from "./configs";

export function check(inputs: Bag): Problem[] {
  const problems: Problem[] = [];
  const report = (property: string, reason: string) => problems.push({ property, reason });
  const name = text(inputs.name);
  if (name !== undefined && (!/^[A-Za-z0-9._-]{1,249}$/.test(name) || /^\.{1,2}$/.test(name)))
    report("name", "must be 1 to 249 letters, digits, ., _ and -. Fix: rename it");
  if (name?.startsWith("__") === true)
    report("name", "begins with __ as the cluster's own topics do. Fix: rename it");
  const servers = texts(inputs.bootstrapServers);
  if (inputs.bootstrapServers !== undefined && servers.length === 0)
    report(
      "bootstrapServers",
      "must name a broker. Fix: write host:port, or leave it out for the provider's",
    );
  servers.forEach((server, index) => {
    if (!isServer(server))
      report(`bootstrapServers[${index}]`, "must be host:port. Fix: give one broker for each element");
  });
  checkCount("partitions", number(inputs.partitions), 100_000, report);
  checkCount("replicationFactor", number(inputs.replicationFactor), 32_767, report);
  for (const [key, value] of Object.entries(textMap(inputs.configs))) {
    const known = topicConfigs.includes(key);
    if (!known)
      report(`configs[${JSON.stringify(key)}]`, `is no setting of a topic${didYouMean(key, topicConfigs)}`);
    else if (value === "" && !key.endsWith(".replicas"))
      report(
        `configs[${JSON.stringify(key)}]`,
        "must not be empty. Fix: leave it out for the cluster's default",
      );
  }
  const copies = number(inputs.replicationFactor);
  const needed = Number(textMap(inputs.configs)["min.insync.replicas"] ?? 1);
  if (copies !== undefined && needed > copies)
    report(
      'configs["min.insync.replicas"]',
      `is ${needed} of ${copies} copies: nothing could be written. Fix: use ${Math.max(1, copies - 1)}`,
    );
  return [...problems, ...checkBrokerAuth(inputs, servers)];
}

function checkCount(
  property: string,
  value: number | undefined,
  most: number,
  report: (property: string, reason: string) => void,
): void {
  if (value !== undefined && (value < 1 || value > most))
    report(property, `must be 1 to ${most}. Fix: change it`);
}
