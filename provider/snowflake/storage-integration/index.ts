import { quoteIdentifier } from "../../../blueprints/snowflake";
import {
  type Bag,
  type Call,
  PartialFailure,
  type ResourceType,
  type State,
  text,
  textOf,
  texts,
} from "../../framework";
import { giveTo } from "../ownership";
import { type OpenSession, type Session, StatementFailed } from "../session";
import { check } from "./check";
import { example } from "./example";
import { associate, describe, holdOf, type Live } from "./live";
import { alterSql, createSql } from "./sql";
import { inputs, outputs } from "./table";

/** `floe:snowflake:StorageIntegration`. Its id is its name. */
export function storageIntegration(open: OpenSession): ResourceType {
  return {
    token: "floe:snowflake:StorageIntegration",
    description:
      "A storage integration for S3 that is altered in place, never created anew by an update: stages hold its hidden id. Its external id is pinned, and stages that somebody cut off are associated again.",
    costs: "Nothing: Snowflake bills what stages move, AWS the requests to S3.",
    permissions: {
      snowflake: [
        { action: "CREATE INTEGRATION ON ACCOUNT", when: "create" },
        { action: "OWNERSHIP ON INTEGRATION", when: "update, read, delete; the creator has it" },
        { action: "OWNERSHIP ON STAGE", when: "create and update, for each of `stages` that is cut off" },
      ],
    },
    example,
    inputs,
    outputs,
    check,
    complete: (news, { olds, suffix }) => ({
      externalId: news.externalId ?? olds?.externalId ?? `floe-${suffix}`,
    }),
    // The order of locations and stages means nothing.
    same: (property, old, value) =>
      isUnordered(property) && JSON.stringify(texts(old).sort()) === JSON.stringify(texts(value).sort()),
    deleteBeforeReplace: (olds, news) => olds.name === news.name,
    async create(news, call) {
      const session = await open(call, text(news.role));
      const name = textOf(news.name);
      try {
        await session.run(createSql(news));
      } catch (error) {
        if (!(error instanceof StatementFailed && error.exists)) throw error;
        await adopt(session, name, news);
      }
      return settled(session, name, news, call);
    },
    async update(id, olds, news, call) {
      const role = text(news.role);
      if (text(olds.inputs.role) !== role)
        await giveTo(open, `INTEGRATION ${quoteIdentifier(id)}`, text(olds.inputs.role), role, call);
      const session = await open(call, role);
      for (const sql of alterSql(id, olds.inputs, news)) await session.run(sql);
      return settled(session, id, news, call);
    },
    read: (id, state, call) => read(open, id, state, call),
    async delete(state, call) {
      const session = await open(call, text(state.inputs.role) ?? text(state.outputs.role));
      await session.run(`DROP INTEGRATION IF EXISTS ${quoteIdentifier(state.id)}`);
    },
  };
}

function isUnordered(property: string): boolean {
  return property.endsWith("Locations") || property === "stages";
}

/** One that a cut-off creation left is taken; any other of this name is somebody's. */
async function adopt(session: Session, name: string, news: Bag): Promise<void> {
  const live = await describe(session, name);
  const mine = live !== undefined && live.roleArn === news.roleArn && live.externalId === news.externalId;
  if (!mine) {
    throw new Error(
      `storage integration ${name} exists already with another role or external id: import it by its name, or choose another`,
    );
  }
  for (const sql of alterSql(name, live, news)) await session.run(sql);
}

async function settled(session: Session, name: string, news: Bag, call: Call): Promise<State> {
  const live = await describe(session, name);
  if (live === undefined)
    throw new Error(
      `storage integration ${name} was made but the role cannot see it: grant it USAGE on the integration`,
    );
  const state = { id: name, inputs: news, outputs: outputsOf(live) };
  try {
    const stages = await associate(session, texts(news.stages), name);
    if (stages.length > 0) call.log("info", `associated again: ${stages.join(", ")}`);
    return state;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PartialFailure({ ...state, inputs: { ...news, stages: undefined } }, [
      `the integration is in place, but a stage could not be associated with it: ${reason}`,
    ]);
  }
}

function outputsOf(live: Live): Bag {
  // Snowflake does not tell an integration's hidden id; the moment of its creation stands for it.
  return { iamUserArn: live.iamUserArn, hiddenId: live.createdOn };
}

async function read(
  open: OpenSession,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const session = await open(call, text(state?.inputs.role));
  const live = await describe(session, id);
  if (live === undefined) return undefined;
  const found: Record<string, Bag[string]> = {};
  for (const key of Object.keys(inputs)) {
    const held = state?.inputs[key];
    const isSame =
      key.endsWith("Locations") &&
      JSON.stringify(texts(held).sort()) === JSON.stringify(texts(live[key]).sort());
    // A release before this option left it out.
    const isUnset = key === "usePrivatelinkEndpoint" && held === undefined && live[key] === false;
    found[key] = key === "role" || isSame || isUnset ? held : live[key];
  }
  const stages = texts(state?.inputs.stages);
  if (stages.length > 0) {
    const holds = await Promise.all(stages.map((stage) => holdOf(session, stage, id)));
    found.stages = stages.filter((_, index) => holds[index] !== "cut off");
  }
  return { id, inputs: found, outputs: outputsOf(live) };
}
