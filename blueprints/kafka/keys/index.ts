export { checkConfig, iamLogin, type KafkaConfig, type KnownKeys } from "./check";
export { adminNames, consumerNames, producerNames, secretClientNames } from "./clients";
export { connectorFamilies, connectorKeys, sinkKeys, sourceFamilies, sourceKeys } from "./framework";
export { flag, key, type ConfigKey, type KeyFamily, type KeyType } from "./key";
export { isSecretName, isSecretPlaceholder, secretPlaceholder, type SecretPlace } from "./secrets";
