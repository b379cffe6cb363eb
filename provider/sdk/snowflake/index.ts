export * from "./pythonFunction";
export * from "./pythonProcedure";
export type { PythonRoutineArgs, RoutineArgument, RoutineColumn } from "./pythonRoutine";
export * from "./stageFile";
export * from "./storageIntegration";
export * from "./taskGraph";
export * from "./taskGraphRun";
