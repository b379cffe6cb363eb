import {
  adminNames,
  connectorKeys,
  consumerNames,
  producerNames,
  sinkKeys,
  sourceKeys,
} from "../../../blueprints/kafka/keys";
import { type Bag, didYouMean, number, type Problem, text, textMap } from "../../framework";
import { checkConnectAuth } from "../connect/auth";

const keys = new Map([...connectorKeys, ...sinkKeys, ...sourceKeys].map((key) => [key.name, key]));
const overrides = {
  "admin.override.": adminNames,
  "producer.override.": producerNames,
  "consumer.override.": consumerNames,
};

export function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const report = (property: string, reason: string) => problems.push({ property, reason });
  const name = text(inputs.name);
  if (name !== undefined && !/^[^\s/\\\p{C}](?:[^/\\\p{C}]{0,199}[^\s/\\\p{C}])?$/u.test(name))
    report(
      "name",
      "must be 1 to 200 characters without slashes, and not begin or end with a space. Fix: rename it",
    );
  const url = text(inputs.url);
  if (url !== undefined && !isAddress(url))
    report(
      "url",
      "must be an address such as http://host:8083, without user, query or fragment. Fix: correct it",
    );
  const seconds = number(inputs.timeoutSeconds);
  if (seconds !== undefined && (seconds < 1 || seconds > 86_400))
    report("timeoutSeconds", "must be 1 to 86400. Fix: change it");
  if (inputs.config !== undefined) checkConfig(inputs, unknown, report);
  return [...problems, ...checkConnectAuth(inputs, unknown)];
}

type Report = (property: string, reason: string) => void;
const at = (key: string) => `config[${JSON.stringify(key)}]`;

function checkConfig(inputs: Bag, unknown: ReadonlySet<string>, report: Report): void {
  const config = textMap(inputs.config);
  if (config.name !== undefined)
    report(at("name"), "must be left out: it is the argument `name`. Fix: remove it");
  const isOpen = unknown.has("config");
  if (config["connector.class"] === undefined && !isOpen && !unknown.has(at("connector.class")))
    report(at("connector.class"), "is required. Fix: name the connector's class");
  if (config.topics !== undefined && config["topics.regex"] !== undefined)
    report(at("topics.regex"), "cannot be together with topics. Fix: remove one of them");
  for (const [key, value] of Object.entries(config)) {
    checkKey(key, report);
    const problem = valueProblem(key, value);
    if (problem !== undefined) report(at(key), problem);
  }
}

/** Connect takes keys nobody reads in silence: those of its own are known, others are the connector's. */
function checkKey(key: string, report: Report): void {
  for (const [prefix, names] of Object.entries(overrides)) {
    const name = key.slice(prefix.length);
    if (key.startsWith(prefix) && !names.includes(name))
      report(
        at(key),
        `is no setting of Kafka's ${prefix.split(".")[0] ?? ""}s, and would be ignored${didYouMean(name, names)}`,
      );
  }
  if (key.startsWith("errors.") && !keys.has(key))
    report(at(key), `is no setting of Connect, and would be ignored${didYouMean(key, [...keys.keys()])}`);
}

function valueProblem(name: string, value: string): string | undefined {
  const key = keys.get(name);
  // A placeholder's value is the worker's to know.
  if (key === undefined || value.includes("${")) return undefined;
  if (key.type === "BOOLEAN" && !/^(true|false)$/i.test(value))
    return "must be true or false. Fix: change it";
  if (["INT", "LONG", "SHORT"].includes(key.type)) {
    const least = key.min ?? -Infinity;
    if (!/^-?\d+$/.test(value) || Number(value) < least)
      return `must be a whole number${key.min === undefined ? "" : ` of at least ${key.min}`}. Fix: change it`;
  }
  const valid = key.validValues;
  if (valid !== undefined && !valid.some((one) => one.toLowerCase() === value.toLowerCase()))
    return `must be one of ${valid.join(", ")}. Fix: change it`;
  return key.required === true && value.trim() === "" ? "must not be empty. Fix: change it" : undefined;
}

export function isAddress(url: string): boolean {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { username, password, search, hash } = new URL(url);
  return username === "" && password === "" && search === "" && hash === "";
}
