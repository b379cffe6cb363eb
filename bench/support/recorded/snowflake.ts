import { definition } from "../../../local/providers/snowflake/definition";
import { serveRecorded } from "./serve";

serveRecorded(definition);
