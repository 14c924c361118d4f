/** What the compiler asks of what it compiles for: sizes that suit its registers and caches. */

export interface Target {
  /** Columns of a panel of B. A chunk's range in n starts at a multiple of it. */
  readonly columnsPerPanel: number;
  /** Rows of the tallest tile of the output that is held in registers. */
  readonly rowsPerTile: number;
  /** A's columns are read in place, at a stride, up to this size; beyond, their lines and pages evict each other. */
  readonly directColumnsBytes: number;
  /** A's rows are read in place up to this size; beyond, rows a power of two apart share too few sets of the cache. */
  readonly directRowsBytes: number;
  /** Bytes of A that are read once for each panel of B, and so should stay in the second-level cache. */
  readonly blockBytes: number;
  /** A B of this size stays in the second-level cache while one chunk of rows after the other reads it. */
  readonly cachedBytes: number;
  /** A small B stays in the first-level cache however it lies. */
  readonly smallBytes: number;
  /** Packing A is repaid by so many panels of B. */
  readonly fewPanels: number;
  /** Packing B costs as much as multiplying it by some two rows, so for few rows it is read in place. */
  readonly fewRows: number;
}
