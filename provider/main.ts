import { definition } from "./definition";
import { servePlugin } from "./framework";

servePlugin(definition);
