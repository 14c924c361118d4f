/** How a graph may be compiled. */
export interface CompilerOptions {
  /** What `training` is. */
  readonly training: boolean;
  /** Convolutions by Winograd's algorithm where it pays; default: never. */
  readonly winograd?: boolean;
}
