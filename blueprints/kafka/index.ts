/** Kafka and Snowflake: configurations, rights, networking, tables and stream processing, as pure functions. */
export {
  checkConverter as checkKafkaConverter,
  checkConverterPair as checkKafkaConverterPair,
  converterConfig as kafkaConverterConfig,
  type KafkaConverter,
  type KafkaFormat,
  type KafkaRegistry,
} from "./converters";
export * from "./connector";
export * from "./cost";
export * from "./flink";
export * from "./iam";
export {
  checkConfig as checkKafkaConfig,
  isSecretPlaceholder,
  secretPlaceholder,
  type ConfigKey as KafkaConfigKey,
  type KafkaConfig,
  type KeyFamily as KafkaKeyFamily,
  type KnownKeys as KafkaKnownKeys,
  type SecretPlace,
} from "./keys";
export {
  checkConnectorName as checkKafkaConnectorName,
  checkTopicName as checkKafkaTopicName,
  offsetsTopic as kafkaOffsetsTopicName,
  sinkGroup as kafkaSinkGroup,
} from "./names";
export {
  checkVpcAddresses,
  clientAuthSettings as kafkaClientSettings,
  privateBlock as vpcPrivateBlock,
  publicBlock as vpcPublicBlock,
  kafkaBrokerPorts,
  kafkaSecurityRules,
  kafkaTaskContainers,
  kafkaWorkerSettings,
  mskConnectWorkerSettings,
  keystorePath as kafkaKeystorePath,
  propertiesText,
  workerVariables as kafkaWorkerVariables,
  type ContainerDefinition,
  type KafkaAuthKind,
  type KafkaClientAuth,
  type KafkaNetworkPeer,
  type KafkaNetworkSpec,
  type KafkaSecurityRule,
  type KafkaTaskSpec,
  type KafkaWorkerSpec,
  type MskConnectWorkerSpec,
} from "./runtime";
export * from "./observe";
export * from "./plugins";
export * from "./sink";
export * from "./source";
export {
  grantStatements as kafkaGrantStatements,
  kafkaDynamicTableQuery,
  kafkaDynamicTableStatement,
  kafkaLandingSettingsStatement,
  kafkaLandingStatement,
  kafkaMergeTask,
  kafkaSinkGrants,
  kafkaTargetColumns,
  kafkaVersionColumn,
  type KafkaApplySpec,
  type KafkaDynamicTableSpec,
  type KafkaGrant,
  type KafkaLandingSpec,
  type KafkaMergeTask,
  type KafkaMergeTaskSpec,
  type KafkaOperation,
  type KafkaRowShape,
  type KafkaSinkGrantsSpec,
  type KafkaTableName,
  type KafkaVersion,
} from "./tables";
export * from "./topics";
export * from "./windows";
