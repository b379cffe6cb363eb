/** Flags of the real provider (1.x) that this stand-in knows the use of; others are accepted by name alone. */
export const featurePattern = /^snowflake_[a-z_]+_(resource|datasource)$/;
