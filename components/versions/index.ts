export { imageDigest, objectVersion } from "./lookup";
export { sourceHash } from "./source";
