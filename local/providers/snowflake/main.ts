import { servePlugin } from "../../../provider/framework";
import { definition } from "./definition";

servePlugin(definition);
