export { type RoutineSpec, routine } from "./resource";
export { hasPackage } from "./check";
export { flag, packages, routineInputs, text } from "./table";
