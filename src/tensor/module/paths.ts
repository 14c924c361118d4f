/** Paths of running modules, relative to the outermost running module. */
import { modulesOf } from "./module.ts";
import type { Scope } from "../source/trace.ts";

export class Paths {
  /** The paths of all modules of a root, for every outermost module. */
  readonly #known = new Map<object, ReadonlyMap<object, string>>();

  /** Returns the path of the innermost of `scopes`, which are nested; empty if there are none. */
  of(scopes: readonly Scope[]): string {
    const [outermost, innermost] = [scopes[0], scopes.at(-1)];
    if (outermost === undefined || innermost === undefined) return "";
    const { module: root } = outermost;
    let paths = this.#known.get(root);
    if (!paths) this.#known.set(root, (paths = new Map(modulesOf(root).map(([path, module]) => [module, path]))));
    const path = paths.get(innermost.module);
    return path === undefined ? innermost.path() : [outermost.path(), path].filter(Boolean).join(".");
  }
}
