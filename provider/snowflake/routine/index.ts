export { type RoutineSpec, routine } from "./resource";
export { hasPackage } from "./check";
export { routinePermissions } from "./permissions";
export { flag, packages, routineInputs, text } from "./table";
