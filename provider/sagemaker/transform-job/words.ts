/** Closed lists of the API reference ("CreateTransformJob"). */
export const splitTypes = ["None", "Line", "RecordIO", "TFRecord"] as const;
export const assemblies = ["None", "Line"] as const;
export const batchStrategies = ["MultiRecord", "SingleRecord"] as const;
export const joinSources = ["None", "Input"] as const;
