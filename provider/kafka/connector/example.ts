export const example = `import { kafka } from "floe/sdk";

const sink = new kafka.Connector("orders-sink", {
  name: "orders-sink",
  url: "http://connect.internal:8083",
  config: {
    "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
    "tasks.max": "2",
    topics: "orders",
    "snowflake.url.name": "myorg-myaccount.snowflakecomputing.com:443",
    "snowflake.user.name": "KAFKA",
    "snowflake.private.key": "\${env:SNOWFLAKE_PRIVATE_KEY}",
    "snowflake.database.name": "LANDING",
    "snowflake.schema.name": "KAFKA",
    "consumer.override.isolation.level": "read_committed",
  },
});

export const tasks = sink.tasks;
`;
