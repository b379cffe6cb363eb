import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import type { Wire, WireBag } from "./wire";

/** A protobuf struct as plain JSON. */
export function fromStruct(struct: Struct | undefined): WireBag {
  const result: WireBag = {};
  struct?.getFieldsMap().forEach((value, key) => {
    result[key] = fromValue(value);
  });
  return result;
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
