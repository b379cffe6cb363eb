export type { KafkaSecretsArgs, KeySlot, ScramUser, SnowflakeKeys } from "./args";
export { KafkaSecrets, type ScramLogin, type SnowflakeKeyPair } from "./secrets";
