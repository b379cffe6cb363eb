import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import type { Wire, WireBag } from "./wire";

/** A protobuf struct as plain JSON. */
export function fromStruct(struct: Struct | undefined): WireBag {
  const entries: [string, Wire][] = [];
  struct?.getFieldsMap().forEach((value, key) => entries.push([key, fromValue(value)]));
  return Object.fromEntries(entries);
}

function fromValue(value: Value): Wire {
  switch (value.getKindCase()) {
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE:
      return value.getStringValue();
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.STRUCT_VALUE:
      return fromStruct(value.getStructValue());
    case Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromValue);
    default:
      return null;
  }
}

export function toStruct(bag: WireBag): Struct {
  return Struct.fromJavaScript(bag);
}
