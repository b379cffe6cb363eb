export { sourceHash } from "./source";
