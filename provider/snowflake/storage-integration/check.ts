import { checkArn, Problems } from "../../../blueprints/checks";
import { identifierLimit } from "../../../blueprints/snowflake";
import { type Bag, type Problem, reported, text, texts } from "../../framework";
import { nameParts } from "../names";

/** The scheme of locations in each partition. */
const schemes: Readonly<Record<string, string>> = { aws: "s3", "aws-us-gov": "s3gov", "aws-cn": "s3china" };

/** S3, S3GOV or S3CHINA, by the partition of the role. */
export function storageProvider(roleArn: string | undefined): string {
  return (schemes[partitionOf(roleArn)] ?? "s3").toUpperCase();
}

function partitionOf(roleArn: string | undefined): string {
  return roleArn?.split(":")[1] ?? "aws";
}

export function check(news: Bag): Problem[] {
  const problems = new Problems();
  for (const key of ["name", "role"]) {
    const name = text(news[key]);
    if (name !== undefined && (name === "" || name.length > identifierLimit))
      problems.add(key, `must be 1 to ${identifierLimit} characters`, "choose another name");
  }
  checkArn(problems, "roleArn", text(news.roleArn), "role");
  const id = text(news.externalId);
  if (id !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(id)) {
    problems.add("externalId", "must be 2 to 1224 letters, digits or + = , . @ : / -", "choose another id");
  }
  checkLocations(news, problems);
  texts(news.stages).forEach((stage, index) => {
    problems.require(
      isStage(stage),
      `stages[${index}]`,
      "must be the qualified name of a stage",
      "write it like DB.SCHEMA.STAGE",
    );
  });
  return reported(problems);
}

function checkLocations(news: Bag, problems: Problems): void {
  const wanted = schemes[partitionOf(text(news.roleArn))];
  for (const key of ["allowedLocations", "blockedLocations"]) {
    texts(news[key]).forEach((location, index) => {
      const path = `${key}[${index}]`;
      const scheme = /^(s3|s3china|s3gov):\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S*$/.exec(location)?.[1];
      const fits = location === "*" ? key === "allowedLocations" : scheme !== undefined;
      const told = problems.require(
        fits,
        path,
        "must be an S3 location with a path",
        "write it like s3://bucket/path/",
      );
      if (told && scheme !== undefined && wanted !== undefined)
        problems.require(
          scheme === wanted,
          path,
          "must be in the partition of the role",
          `begin it with ${wanted}://`,
        );
    });
  }
  if (Array.isArray(news.allowedLocations) && news.allowedLocations.length === 0) {
    problems.add("allowedLocations", "must hold at least one location", "add one, such as s3://bucket/path/");
  }
}

function isStage(name: string): boolean {
  try {
    return nameParts(name).length === 3;
  } catch {
    return false;
  }
}
