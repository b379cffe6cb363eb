export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox {
  /** Left upper corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything of a scene is drawn. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, PlacedBox>;
  /** In the order of the scene's arrows: the line, and where its label sits. */
  readonly arrows: readonly { readonly points: readonly Point[]; readonly label?: Point }[];
}
