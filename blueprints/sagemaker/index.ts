export * from "./images";
export * from "./instances";
export * from "./hyperparameters";
export * from "./algorithms";
export * from "./image-uri";
export * from "./registries";
export * from "./distribution";
export * from "./gate";
