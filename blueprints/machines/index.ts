export * from "./asl";
export * from "./champion";
export * from "./transform";
export * from "./scoring";
export * from "./promotion";
export * from "./training";
export * from "./retraining";
export * from "./events";
