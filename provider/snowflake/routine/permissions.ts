import type { ResourceType } from "../../framework";
import type { Kind } from "./table";

/** @param use what is done with the routine: `call`. */
export const routinePermissions = (kind: Kind, use: string): NonNullable<ResourceType["permissions"]> => ({
  snowflake: [
    { action: "USAGE ON DATABASE and USAGE ON SCHEMA", when: "always" },
    { action: `CREATE ${kind} ON SCHEMA`, when: "create, and updates that replace" },
    { action: `OWNERSHIP ON ${kind}`, when: "update, delete; the creator has it" },
    { action: "READ ON STAGE", when: "create and update, for each stage in `imports`" },
    { action: "USAGE ON INTEGRATION", when: "create and update, for each of `externalAccessIntegrations`" },
    { action: "READ ON SECRET and USAGE ON SCHEMA", when: "create and update, for each of `secrets`" },
    {
      action: "DATABASE ROLE SNOWFLAKE.PYPI_REPOSITORY_USER",
      when: `create, update and ${use}, with the shared PyPI repository (PUBLIC has it unless revoked)`,
    },
  ],
});
