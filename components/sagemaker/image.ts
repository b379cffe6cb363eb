import { ownImage, xgboostImage, type Image, type XgboostVersion } from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import type { PlaceOutput } from "../place";

/** The built-in XGBoost by version, or an image of one's own by its URI. */
export type ImageChoice = { readonly xgboost: XgboostVersion } | { readonly uri: pulumi.Input<string> };

/** URI and repository of an image in the region that is deployed to. */
export function resolveImage(choice: ImageChoice, place: PlaceOutput): pulumi.Output<Image> {
  if ("uri" in choice) return pulumi.output(choice.uri).apply(ownImage);
  return place.apply(({ region }) => xgboostImage(region, choice.xgboost));
}
