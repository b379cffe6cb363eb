export {
  SchemaRegistry,
  type ConfluentRegistry,
  type GlueRegistry,
  type RegistrySchema,
  type SchemaRegistryArgs,
} from "./registry";
