/** What modules that run are called: by the fields that lead to them from the module that was called first. */
import { modulesOf } from "./module.ts";
import type { Scope } from "../source/trace.ts";

export class Paths {
  /** The modules of each that was called first, with their paths. */
  readonly #known = new Map<object, ReadonlyMap<object, string>>();

  /** That of the innermost of `scopes`, which stand in each other; empty where there are none. */
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
