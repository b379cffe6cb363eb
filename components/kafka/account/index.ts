export * from "./grants";
export * from "./identity";
export * from "./login";
export * from "./host";
export * from "./collect";
export * from "./topic";
