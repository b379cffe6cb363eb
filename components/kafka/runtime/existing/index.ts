export { checkExisting, ExistingWorkers, type ExistingConnect, type ExistingSecrets } from "./existing";
