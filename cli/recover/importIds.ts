type Inputs = Readonly<Record<string, unknown>>;
type IdOf = (inputs: Inputs) => string | undefined;

const input =
  (name: string): IdOf =>
  (inputs) =>
    typeof inputs[name] === "string" ? inputs[name] : undefined;

const joined =
  (separator: string, quote: (part: string) => string, ...names: string[]): IdOf =>
  (inputs) => {
    const parts = names.map((name) => inputs[name]);
    return parts.every((part): part is string => typeof part === "string" && part !== "")
      ? parts.map(quote).join(separator)
      : undefined;
  };

const quoted = (part: string): string => `"${part.replaceAll('"', '""')}"`;
const plain = (part: string): string => part;
const fqn = (...names: string[]): IdOf => joined(".", quoted, ...names);
const piped = (...names: string[]): IdOf => joined("|", plain, ...names);

/** A procedure's or function's id names the types of its arguments. */
const routine: IdOf = (inputs) => {
  const name = fqn("database", "schema", "name")(inputs);
  const given = (inputs.arguments ?? []) as readonly { readonly argumentDataType?: string }[];
  const types = given.map(({ argumentDataType = "" }) => argumentDataType);
  return name === undefined ? undefined : `${name}(${types.join(", ")})`;
};

/** A state machine lives in the account of its role. */
const stateMachine: IdOf = (inputs) => {
  const name = input("name")(inputs);
  const [, partition, , , account] = (input("roleArn")(inputs) ?? "").split(":");
  const region = process.env.AWS_REGION;
  return name === undefined || partition === undefined || account === undefined || region === undefined
    ? undefined
    : `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
};

/**
 * Import id of a resource from its inputs alone, for types whose create call fails or makes a second object when the
 * object is already there. Types that are missing here may simply be created again: their call is idempotent.
 * Source: the import section of each resource's page in the Pulumi Registry.
 */
export const importIds: Readonly<Record<string, IdOf>> = {
  "aws:s3/bucket:Bucket": input("bucket"),
  "aws:iam/role:Role": input("name"),
  "aws:kms/alias:Alias": input("name"),
  "aws:cloudwatch/logGroup:LogGroup": input("name"),
  "aws:scheduler/schedule:Schedule": (inputs) => {
    const name = input("name")(inputs);
    return name === undefined ? undefined : `${input("groupName")(inputs) ?? "default"}/${name}`;
  },
  "aws:sfn/stateMachine:StateMachine": stateMachine,
  "aws:sagemaker/model:Model": input("name"),
  "aws:sagemaker/endpointConfiguration:EndpointConfiguration": input("name"),
  "aws:sagemaker/endpoint:Endpoint": input("name"),
  "floe:sagemaker:Endpoint": input("name"),
  "aws:sagemaker/modelPackageGroup:ModelPackageGroup": input("modelPackageGroupName"),
  "aws:ssm/parameter:Parameter": input("name"),
  "snowflake:index/accountRole:AccountRole": fqn("name"),
  "snowflake:index/warehouse:Warehouse": fqn("name"),
  "snowflake:index/database:Database": fqn("name"),
  "snowflake:index/schema:Schema": fqn("database", "name"),
  "snowflake:index/serviceUser:ServiceUser": fqn("name"),
  "snowflake:index/resourceMonitor:ResourceMonitor": fqn("name"),
  "snowflake:index/storageIntegration:StorageIntegration": input("name"),
  "snowflake:index/table:Table": piped("database", "schema", "name"),
  "snowflake:index/stage:Stage": piped("database", "schema", "name"),
  "snowflake:index/pipe:Pipe": piped("database", "schema", "name"),
  "snowflake:index/fileFormat:FileFormat": piped("database", "schema", "name"),
  "snowflake:index/procedurePython:ProcedurePython": routine,
  "snowflake:index/procedureSql:ProcedureSql": routine,
  "snowflake:index/functionSql:FunctionSql": routine,
  "snowflake:index/view:View": fqn("database", "schema", "name"),
  "snowflake:index/task:Task": fqn("database", "schema", "name"),
  "snowflake:index/streamOnTable:StreamOnTable": fqn("database", "schema", "name"),
};
