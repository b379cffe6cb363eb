export { type RoutineSpec, routine } from "./resource";
export { hasPackage } from "./check";
export { routinePermissions } from "./permissions";
export { flag, text } from "../../framework/properties";
export { packages, routineInputs } from "./table";
