/** Properties of the target used by the compiler: sizes that fit its registers and caches. */

export interface Target {
  /** Number of columns in a panel of B. A chunk's range in n starts at a multiple of this. */
  readonly columnsPerPanel: number;
  /** Number of rows of the tallest output tile that is held in registers. */
  readonly rowsPerTile: number;
  /**
   * Largest size in bytes of an A that is read in place along strided columns. In a larger one, cache lines and pages
   * evict each other.
   */
  readonly directColumnsBytes: number;
  /**
   * Largest size in bytes of an A that is read in place along rows. In a larger one, rows a power of two apart share
   * too few cache sets.
   */
  readonly directRowsBytes: number;
  /** Size in bytes of a block of A that fits in the second-level cache. It is read once per panel of B. */
  readonly blockBytes: number;
  /** Largest size in bytes of a B that stays in the second-level cache while successive chunks of rows read it. */
  readonly cachedBytes: number;
  /** Largest size in bytes of a B that stays in the first-level cache in any layout. */
  readonly smallBytes: number;
  /** Minimum number of panels of B for which packing A pays off. */
  readonly fewPanels: number;
  /**
   * Largest number of rows for which B is read in place. Packing B costs about as much as multiplying it by two rows.
   */
  readonly fewRows: number;
}
