import { definition } from "../../../provider/definition";
import { serveRecorded } from "./serve";

serveRecorded(definition);
