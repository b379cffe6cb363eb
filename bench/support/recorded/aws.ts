import { definition } from "../../../local/providers/aws/definition";
import { serveRecorded } from "./serve";

serveRecorded(definition);
