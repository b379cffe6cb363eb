import { iamLogin, type KafkaConfig } from "../keys";

/** How clients sign in to the brokers. */
export type KafkaClientAuth =
  | { readonly kind: "iam" }
  /** User and password as placeholders. Not on MSK Connect. */
  | { readonly kind: "scram"; readonly jaas: string }
  /** Certificates of clients: stores mounted into the container. Not on MSK Connect. */
  | { readonly kind: "mtls"; readonly keystore: string; readonly keystorePassword: string }
  /** Encrypted, but anybody who reaches the brokers may read and write. */
  | { readonly kind: "tls" }
  /** Neither: for a broker on the same machine. */
  | { readonly kind: "plaintext" };

export type KafkaAuthKind = KafkaClientAuth["kind"];

/** Ports of MSK's brokers inside the VPC (MSK developer guide, "Port information"). */
export const kafkaBrokerPorts: Readonly<Record<KafkaAuthKind, number>> = {
  iam: 9098,
  scram: 9096,
  mtls: 9094,
  tls: 9094,
  plaintext: 9092,
};

/** Settings every Kafka client of that kind needs: workers, producers, consumers, Flink tables. */
export function clientAuthSettings(auth: KafkaClientAuth): KafkaConfig {
  switch (auth.kind) {
    case "iam":
      return {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "AWS_MSK_IAM",
        "sasl.jaas.config": iamLogin,
        "sasl.client.callback.handler.class": "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
      };
    case "scram":
      return {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.jaas.config": auth.jaas,
      };
    case "mtls":
      return {
        "security.protocol": "SSL",
        "ssl.keystore.type": "PKCS12",
        "ssl.keystore.location": auth.keystore,
        "ssl.keystore.password": auth.keystorePassword,
      };
    case "tls":
      return { "security.protocol": "SSL" };
    case "plaintext":
      return { "security.protocol": "PLAINTEXT" };
  }
}
