export * from "./images";
export * from "./instances";
export * from "./hyperparameters";
export * from "./gate";
