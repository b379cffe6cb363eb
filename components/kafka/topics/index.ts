export { KafkaTopics, type KafkaTopicsArgs } from "./topics";
