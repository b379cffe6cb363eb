/**
 * Preview features of the Snowflake provider behind each resource or function type Floe's components use. The
 * provider refuses the type until its flag is in `snowflake:previewFeaturesEnabled`.
 */
export const previewFeatureOf: Readonly<Record<string, string>> = {
  "snowflake:index/dynamicTable:DynamicTable": "snowflake_dynamic_table_resource",
  "snowflake:index/fileFormat:FileFormat": "snowflake_file_format_resource",
  "snowflake:index/functionSql:FunctionSql": "snowflake_function_sql_resource",
  "snowflake:index/getCurrentAccount:getCurrentAccount": "snowflake_current_account_datasource",
  "snowflake:index/getSystemGetAwsSnsIamPolicy:getSystemGetAwsSnsIamPolicy":
    "snowflake_system_get_aws_sns_iam_policy_datasource",
  "snowflake:index/pipe:Pipe": "snowflake_pipe_resource",
  "snowflake:index/procedurePython:ProcedurePython": "snowflake_procedure_python_resource",
  "snowflake:index/procedureSql:ProcedureSql": "snowflake_procedure_sql_resource",
  "snowflake:index/stage:Stage": "snowflake_stage_resource",
  "snowflake:index/storageIntegration:StorageIntegration": "snowflake_storage_integration_resource",
  "snowflake:index/table:Table": "snowflake_table_resource",
  "snowflake:index/userPublicKeys:UserPublicKeys": "snowflake_user_public_keys_resource",
};

/** Flags a stack that uses Floe's components must enable: the value of `snowflake:previewFeaturesEnabled`. */
export const snowflakePreviewFeatures: readonly string[] = [
  "snowflake_pipe_resource",
  "snowflake_procedure_python_resource",
  "snowflake_stage_resource",
  "snowflake_system_get_aws_sns_iam_policy_datasource",
  "snowflake_table_resource",
];

/** Flags a stack that uses Floe's Kafka components must enable: the tables changes are applied to need them. */
export const kafkaPreviewFeatures: readonly string[] = [
  "snowflake_dynamic_table_resource",
  "snowflake_table_resource",
];
