import type { Fleet } from "./fleet";
import type { ServedVariant } from "./record";

/** Who answers requests: the servers in place, and during an update a share of them the new ones. */
export class Traffic {
  private incoming: { readonly fleet: Fleet; readonly variants: ServedVariant[] } | undefined;
  private share = 0;

  constructor(private current: Fleet) {}

  get fleet(): Fleet {
    return this.current;
  }

  begin(fleet: Fleet, variants: ServedVariant[]): void {
    this.incoming = { fleet, variants };
    this.share = 0;
  }

  /** @param share part of the requests that the new servers get, 0 to 1. */
  move(share: number): void {
    this.share = share;
  }

  /** The new servers take over; answers the old ones. */
  commit(): Fleet {
    const old = this.current;
    if (this.incoming !== undefined) this.current = this.incoming.fleet;
    this.incoming = undefined;
    return old;
  }

  /** The new servers go; answers them. */
  abandon(): Fleet | undefined {
    const fleet = this.incoming?.fleet;
    this.incoming = undefined;
    this.share = 0;
    return fleet;
  }

  /** Servers for one request; without variants those of the endpoint's record hold. */
  choose(): { readonly fleet: Fleet; readonly variants?: ServedVariant[] } {
    return this.incoming !== undefined && Math.random() < this.share
      ? this.incoming
      : { fleet: this.current };
  }

  all(): Fleet[] {
    return [this.current, ...(this.incoming === undefined ? [] : [this.incoming.fleet])];
  }
}
