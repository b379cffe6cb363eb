import { type Bag, bag, type Call, number, text, textMap } from "../../framework";
import { type ConnectApi, connectApi, type Settings, type Wanted } from "../connect/api";
import { connectAuthOf } from "../connect/auth";
import { ConnectClient, type Fetch } from "../connect/client";
import { isAddress } from "./check";

/** Where a connector is: an id is its name, or the address of its resource at a worker. */
export function placeOf(id: string): { readonly name: string; readonly url: string | undefined } {
  const [, url, name = ""] = /^(https?:\/\/.+?)\/connectors\/([^/]+)\/?$/.exec(id) ?? [];
  return url === undefined ? { name: id, url } : { name: decodeURIComponent(name), url };
}

export function apiOf(fetch: Fetch, given: Bag, call: Call): ConnectApi {
  const url = text(given.url) ?? text(call.config.connectUrl) ?? process.env.KAFKA_CONNECT_URL;
  if (url === undefined || url === "")
    throw new Error(
      "url: no worker is known. Fix: give it, or the provider's connectUrl, or KAFKA_CONNECT_URL",
    );
  if (!isAddress(url))
    throw new Error(`connectUrl: "${url}" is no address. Fix: write one such as http://host:8083`);
  const target = {
    url: url.replace(/\/+$/, ""),
    auth: connectAuthOf(bag(given.auth), call.config),
    patience: secondsOf(given) * 1000,
  };
  return connectApi(new ConnectClient(fetch, target, call));
}

export function secondsOf(given: Bag): number {
  return number(given.timeoutSeconds) ?? 300;
}

export function configOf(given: Bag): Settings {
  return textMap(given.config);
}

export function wantedOf(given: Bag): Wanted {
  const state = text(given.state);
  return state === "PAUSED" || state === "STOPPED" ? state : "RUNNING";
}
