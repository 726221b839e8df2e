type Column = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** Copies a column into a longer one. */
export function grown<C extends Column>(from: Column, to: C): C {
  to.set(from);
  return to;
}

/** The length of a column that is to hold this id: a power of two, so that it grows seldom. */
export function lengthFor(id: number): number {
  return Math.max(1024, 2 ** Math.ceil(Math.log2(id + 1)));
}
