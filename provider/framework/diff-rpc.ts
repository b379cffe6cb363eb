import { type DiffRequest, DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { rootOf } from "./check";
import { type Difference, differences } from "./diff";
import { type Host, nameOf } from "./host";
import { plainState, stableOutputs } from "./outputs";
import { newlySecret, secretPlaces, shownPath } from "./secrets";
import { fromStruct } from "./structs";
import { knownBag } from "./tree";
import { decodeBag } from "./wire";

const { Kind } = PropertyDiff;
const kinds = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

/** Says, property by property, what would change and what that change does. */
export function diff(host: Host, request: DiffRequest): DiffResponse {
  const urn = request.getUrn();
  const type = host.resource(urn, request.getType());
  const stateWire = fromStruct(request.getOlds());
  const state = plainState(stateWire);
  const oldWire = fromStruct(request.getOldInputs());
  const newWire = fromStruct(request.getNews());
  const olds = decodeBag(oldWire);
  const news = decodeBag(newWire);
  const secrets = [...secretPlaces(oldWire), ...secretPlaces(newWire)];
  const found = outsideSecrets(differences(type, olds, news, state), secrets);
  const paths = new Set(found.map(({ path }) => path));
  // As after an import, which cannot know what the program calls secret: an update writes the state with its seals.
  for (const path of type.update === undefined ? [] : newlySecret(newWire, stateWire)) {
    if (!paths.has(path)) found.push({ path, root: rootOf(path), kind: "update", replace: false });
  }
  const response = diffResponse(found);
  if (found.some((difference) => difference.replace)) {
    const plain = (bag: typeof olds) => knownBag(bag, "", new Set());
    response.setDeletebeforereplace(type.deleteBeforeReplace?.(plain(olds), plain(news)) ?? false);
  } else {
    const context = { name: nameOf(urn, request.getName()), config: host.config };
    response.setStablesList(stableOutputs(type, olds, news, context, state));
  }
  return response;
}

/** What differs inside a secret is told of the secret as a whole: keys of a secret map are secret, too. */
function outsideSecrets(found: readonly Difference[], secrets: readonly string[]): Difference[] {
  const result = new Map<string, Difference>();
  for (const difference of found) {
    const path = shownPath(difference.path, secrets);
    const shown = path === difference.path ? difference : { ...difference, path, kind: "update" as const };
    const earlier = result.get(path);
    result.set(path, { ...shown, replace: shown.replace || earlier?.replace === true });
  }
  return [...result.values()];
}

export function diffResponse(found: readonly Difference[]): DiffResponse {
  const response = new DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  response.setChanges(found.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...new Set(found.map((difference) => difference.root))]);
  response.setReplacesList([...new Set(found.filter(({ replace }) => replace).map(({ root }) => root))]);
  for (const { path, kind, replace } of found) {
    const detail = new PropertyDiff();
    detail.setKind(kinds[kind][replace ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(path, detail);
  }
  response.setHasdetaileddiff(true);
  return response;
}
