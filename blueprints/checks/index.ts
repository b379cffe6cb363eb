export * from "./problems";
export * from "./values";
export * from "./arn";
