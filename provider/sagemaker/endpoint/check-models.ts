import type { Problems } from "../../../blueprints";
import { checkArn } from "../../../blueprints";
import { type Bag, bag, list, text, isOpen } from "../../framework";
import { checkS3, checkVpc, type Unknown } from "./rules";
import { containerMembers } from "./model-members";

/** Rules of the models made here. */
export function checkModels(problems: Problems, news: Bag, unknown: Unknown): void {
  const used = new Set(
    [bag(news.variants), bag(news.shadowVariants)].flatMap((variants) =>
      Object.values(variants).map((variant) => text(bag(variant).model)),
    ),
  );
  const certain = !isOpen(unknown, "variants") && !isOpen(unknown, "shadowVariants");
  for (const [key, value] of Object.entries(bag(news.models))) {
    const path = `models.${key}`;
    const model = bag(value);
    if (certain && news.variants !== undefined)
      problems.require(used.has(key), path, "no variant serves it", `name it in a variant, or remove it`);
    checkModel(problems, path, model, unknown);
  }
}

function checkModel(problems: Problems, path: string, model: Bag, unknown: Unknown): void {
  const at = problems.at(path);
  checkArn(at, "roleArn", text(model.roleArn), "role");
  checkVpc(at.at("vpc"), model.vpc);
  const several = list(model.containers);
  const inPlace = Object.keys(containerMembers).filter((key) => model[key] !== undefined);
  if (model.containers === undefined) {
    if (!isOpen(unknown, `${path}.containers`)) checkContainer(at, path, model, unknown);
    if (model.execution !== undefined)
      at.add("execution", "is for models of several containers", "leave it out, or give containers");
    return;
  }
  at.require(
    inPlace.length === 0,
    "containers",
    `excludes ${inPlace.join(", ")}`,
    "describe each container in the list",
  );
  at.require(
    several.length >= 2 && several.length <= 15,
    "containers",
    `must hold 2 to 15 containers, not ${several.length}`,
    several.length < 2 ? "describe a single container in place" : "remove some",
  );
  several.forEach((each, index) => {
    checkContainer(at.at(`containers[${index}]`), `${path}.containers[${index}]`, bag(each), unknown);
  });
  const named = several.filter((each) => bag(each).hostname !== undefined);
  const direct = model.execution === "Direct";
  at.require(
    (named.length === 0 && !direct) || named.length === several.length || isOpen(unknown, path),
    "containers",
    direct ? "Direct calls need the hostname of each" : "either all have a hostname or none",
    "name each container",
  );
}

function checkContainer(problems: Problems, path: string, container: Bag, unknown: Unknown): void {
  const has = (key: string) => container[key] !== undefined || isOpen(unknown, `${path}.${key}`);
  problems.require(
    has("image") || has("modelPackageName"),
    "image",
    "or modelPackageName is required",
    "name the image that serves the model",
  );
  checkS3(problems, "artifactUri", text(container.artifactUri));
  if (has("artifactUri") && has("artifactSource"))
    problems.add("artifactSource", "excludes artifactUri", "keep the one that fits the artifact");
  const multi = container.mode === "MultiModel";
  if (multi)
    problems.require(
      has("artifactUri"),
      "artifactUri",
      "MultiModel needs it",
      "give the prefix of the archives",
    );
  else if (container.multiModel !== undefined && !isOpen(unknown, `${path}.mode`))
    problems.add("multiModel", "takes effect with MultiModel only", "set mode, or leave it out");
  const bytes = Object.entries(bag(container.environment)).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text(value) ?? ""),
    0,
  );
  problems.require(
    bytes <= 32 * 1024,
    "environment",
    `holds ${bytes} bytes, at most 32,768 fit`,
    "read large settings from the artifact",
  );
}
