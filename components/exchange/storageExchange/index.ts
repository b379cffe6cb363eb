export * from "./storageExchange";
