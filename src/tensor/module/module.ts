/**
 * Modules: a model is its fields. The constructor wraps `forward`, so that a trace knows which module it is in; the
 * walk over fields gives parameters their paths.
 */
import { ArgumentError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { isFrozen, setFrozen } from "./freeze.ts";
import { captureOrigin } from "../source/origin.ts";
import { Lazy, nameNode } from "../value/lazy.ts";
import { describe } from "../value/operand.ts";
import { Param, claimScope } from "./param.ts";
import { type Scope, activeTrace, currentMode, currentScope, inMode, inScope, observed } from "../source/trace.ts";

/**
 * What has parameters. Subclasses are final: their fields are parameters, modules, and arrays, plain objects, Maps and
 * Sets of them. A forward that uses a parameter which no field leads to throws a StateError.
 */
export abstract class Module {
  abstract forward(...inputs: never[]): unknown;

  constructor() {
    const origin = captureOrigin("");
    positions.set(this, origin);
    if (typeof this.forward !== "function") {
      throw new ArgumentError(`${this.constructor.name} has no method forward`, {
        rule: "A module computes its result in a method, forward(x) { … }, which is no field.",
      });
    }
    const forward = this.forward.bind(this) as (...inputs: unknown[]) => unknown;
    // Not enumerable: a field walk must not meet it.
    Object.defineProperty(this, "forward", {
      value: (...inputs: unknown[]) => {
        // A parameter may be an argument, as where an image is optimized: it is no part of the module.
        for (const input of inputs) if (input instanceof Param) input.markFound();
        return runForward(this, () => forward(...inputs));
      },
      configurable: true,
      writable: true,
    });
  }

  /**
   * How errors and drawings call it: by its class, and layers with their sizes, such as `Linear(784, 256)`. Minifiers change
   * the names of classes, unless a class states its own: `static name = "Encoder"`.
   */
  toString(): string {
    return this.constructor.name;
  }
}

/** Where modules were constructed. */
const positions = new WeakMap<Module, { toString(): string }>();

/** The fields that lead to a module from the first root that reached it. */
interface ModulePlace {
  readonly root: object;
  readonly path: string;
}

const places = new WeakMap<Module, ModulePlace>();

/** For error messages: the module with the line that made it, such as `Linear(784, 256), model.ts:5`. */
function describeModule(module: Module): string {
  return [String(module), String(positions.get(module) ?? "")].filter(Boolean).join(", ");
}

function runForward(module: Module, body: () => unknown): unknown {
  if (currentScope() === undefined && !places.has(module)) nameRoot(module);
  const run = () => within(module, () => observed("", body()));
  const result = isFrozen(module) && !currentMode().override ? inMode({ override: { trains: false } }, run) : run();
  const trace = activeTrace();
  if (trace !== null && result instanceof Lazy) {
    const path = places.get(module)?.path;
    if (path) nameNode(result.node, path);
    trace.results.set(module, result.shape);
  }
  return result;
}

/** Runs `body` as part of `module`. */
export function within<T>(module: Module, body: () => T): T {
  return inScope(new ModuleScope(module), body);
}

class ModuleScope implements Scope {
  readonly module: Module;

  constructor(module: Module) {
    this.module = module;
  }

  label(): string {
    const place = places.get(this.module);
    if (place === undefined) return `${this.module.constructor.name}.forward`;
    return [place.root.constructor.name, place.path, "forward"].filter(Boolean).join(".");
  }

  path(): string {
    return places.get(this.module)?.path ?? this.module.constructor.name;
  }

  search(): void {
    nameRoot(this.module);
  }
}

/** What a walk over the fields of a root meets. */
interface Found {
  readonly params: Map<Param, { readonly path: string; readonly owner: Module | undefined }>;
  readonly modules: Map<Module, string>;
}

/** A model, or arrays, plain objects, Maps and Sets of models and parameters. */
export type Parameters = object;

/**
 * The parameters of `root` with the fields that lead to them, such as `hidden.weight`, in the order of the fields. One
 * that several fields share keeps the first path. Names those that no root has reached before.
 */
export function parameters(root: Parameters): [path: string, param: Param][] {
  return [...nameRoot(root).params].map(([param, { path }]) => [path, param]);
}

/** For Hebb's own use: the modules of `root` with their paths, itself first. */
export function modulesOf(root: Parameters): [path: string, module: Module][] {
  return [...nameRoot(root).modules].map(([module, path]) => [path, module]);
}

function nameRoot(root: Parameters): Found {
  const found = walk(root);
  for (const [module, path] of found.modules) {
    if (!places.has(module)) places.set(module, { root, path });
  }
  for (const param of found.params.keys()) param.markFound();
  const fresh = [...found.params].filter(([param]) => !param.hasPlace);
  if (fresh.length === 0) return found;
  const scope = claimScope(fresh.map(([, { path }]) => path));
  for (const [param, { path, owner }] of fresh) {
    param.settlePlace({ path, scope, owner: owner && { toString: () => describeModule(owner) } });
  }
  return found;
}

function walk(root: unknown): Found {
  if (typeof root !== "object" || root === null) {
    throw new ArgumentError(`parameters was given ${describe(root)}`, {
      rule: "It takes a module, a parameter, or arrays, plain objects, Maps and Sets of them.",
    });
  }
  const found: Found = { params: new Map(), modules: new Map() };
  visit(root, "", undefined, found, new Set());
  return found;
}

function visit(value: unknown, path: string, owner: Module | undefined, found: Found, seen: Set<object>): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Param) {
    found.params.set(value, { path: path || "parameter", owner });
    return;
  }
  const module = value instanceof Module ? value : undefined;
  if (module) found.modules.set(module, path);
  else if (!isCollection(value)) return;
  for (const [name, field] of fieldsOf(value)) {
    visit(field, path ? `${path}.${name}` : name, module ?? owner, found, seen);
  }
}

function isCollection(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || isPlain(value);
}

/** Entries of a Map are called by their keys where these are text or numbers, else by their positions, as those of a Set. */
function fieldsOf(value: object): [name: string, field: unknown][] {
  if (value instanceof Set) return Object.entries([...(value as Set<unknown>)]);
  if (!(value instanceof Map)) return Object.entries(value);
  const isName = (key: unknown) => typeof key === "string" || typeof key === "number";
  return [...(value as Map<unknown, unknown>)].map(([key, field], i) => [String(isName(key) ? key : i), field]);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Takes `model` out of training: optimizers leave its parameters as they are, and its modules run as in evaluation, so that
 * nothing is dropped and the statistics of BatchNorm stay. training(true, fn) within overrules the latter.
 */
export function freeze(model: Parameters): void {
  setFrozen(thingsOf(model), true);
}

/** Undoes `freeze`, for all of `model`. */
export function unfreeze(model: Parameters): void {
  setFrozen(thingsOf(model), false);
}

function thingsOf(model: Parameters): object[] {
  const { params, modules } = nameRoot(model);
  return [...params.keys(), ...modules.keys()];
}

export interface InitializeOptions {
  /** Default: that of the run, see `random.seed`. */
  readonly seed?: number;
  /** Sets its parameters apart from those of equal paths in other models. Default: empty for the first, then `#2`, … */
  readonly scope?: string;
}

/** Draws the first values of all parameters of `model` again. */
export function initialize(model: Parameters, options: InitializeOptions = {}): void {
  readOptions<InitializeOptions>("initialize", options, { seed: "number", scope: "string" });
  const params = parameters(model).map(([, param]) => param);
  for (const param of params) param.restart(options);
  Param.initializeAll(params);
}
