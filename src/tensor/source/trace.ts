/**
 * What is going on while a function is traced: which modules are running, what was assigned, which random draws were
 * made.
 */
import { StateError } from "../../base/errors.ts";
import { build } from "../../graph/builder.ts";
import type { Shape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { captureOrigin, withDeepStacks } from "./origin.ts";

/** A parameter, as a trace sees it. */
export interface Variable {
  /** Its value at entry. */
  readonly entry: Node;
  /** Makes it stand for `node` from now on. */
  bind(node: Node): void;
}

/** A random draw: three words that the program is given, i32 [3]: the key, and how often the function has run. */
export interface Draw {
  readonly node: Node;
  /** What the key is derived from, beside the seed. */
  readonly path: string;
}

export interface Trace {
  /** Nodes with smaller ids were made before the trace. */
  readonly firstNode: number;
  readonly assigned: Map<Variable, Node>;
  /** A gradient by a trainable parameter was taken. */
  differentiates: boolean;
  /** Something else than a layer's own statistics was assigned. */
  assigns: boolean;
  /** Set where it was asked whether the program trains: throws that the function called `name` must say. */
  undecided?: (name: string) => never;
  readonly draws: Draw[];
  /** The shapes of what modules returned. */
  readonly results: Map<object, Shape>;
}

let active: Trace | null = null;

/** The present trace, or null. */
export function activeTrace(): Trace | null {
  return active;
}

/** Runs `body` as a trace. Parameters have their values at entry again when it ends. */
export function trace<T>(body: (trace: Trace) => T): T {
  const current: Trace = {
    firstNode: build.constant(0, "f32").id,
    assigned: new Map(),
    differentiates: false,
    assigns: false,
    draws: [],
    results: new Map(),
  };
  return within(current, () => {
    try {
      return withDeepStacks(() => body(current));
    } finally {
      for (const variable of current.assigned.keys()) variable.bind(variable.entry);
    }
  });
}

/** Runs `body`, all of whose nodes are said to come from the place in the user's program that this call comes from. */
export function atOnePlace<T>(body: () => T): T {
  const { origin } = build;
  if (origin === null) return body();
  const place = origin();
  build.origin = () => place;
  try {
    return body();
  } finally {
    build.origin = origin;
  }
}

/** Runs `body` as if no trace were going on: initial values do not belong to the program that first needs them. */
export function outsideTrace<T>(body: () => T): T {
  return active === null ? body() : within(null, body);
}

function within<T>(next: Trace | null, body: () => T): T {
  const before = { active, origin: build.origin, mode, scopes, scans, observer };
  active = next;
  mode = {};
  scopes = [];
  scans = [];
  observer = null;
  build.origin = next === null ? null : () => captureOrigin(scopes.at(-1)?.label() ?? "");
  try {
    return body();
  } finally {
    active = before.active;
    mode = before.mode;
    scopes = before.scopes;
    scans = before.scans;
    observer = before.observer;
    build.origin = before.origin;
  }
}

/** Throws a StateError while a trace is going on. */
export function forbidInTrace(what: string, fix: string): void {
  if (active === null) return;
  throw new StateError(`${what} inside compile`, {
    rule: "A traced function describes a program; there are no values yet.",
    fix,
  });
}

/** A module whose `forward` is running. */
export interface Scope {
  readonly module: object & { toString(): string };
  /** For people, such as `MLP.hidden.forward`. */
  label(): string;
  /** For random keys, such as `hidden`. */
  path(): string;
  /** Goes through the fields of the module, since some may be new, and notes the parameters that they lead to. */
  search(): void;
}

/** What training() is in a part of a program, in place of what it is in the whole of it. */
export interface Override {
  readonly trains: boolean;
  /** A compiled function is called, which is a program of its own. */
  refuse?(step: string): void;
}

interface Mode {
  readonly override?: Override;
  /** What training() is in a compiled function that is called within another trace. */
  readonly inlined?: boolean;
}

let mode: Mode = {};

export function currentMode(): Mode {
  return mode;
}

/** Runs `body` in a mode that differs from the present one in `changes`. */
export function inMode<T>(changes: Mode, body: () => T): T {
  const before = mode;
  mode = { ...mode, ...changes };
  try {
    return body();
  } finally {
    mode = before;
  }
}

let scopes: Scope[] = [];

export function currentScope(): Scope | undefined {
  return scopes.at(-1);
}

/** All modules that are running, the one that was called first at the front. */
export function currentScopes(): readonly Scope[] {
  return scopes;
}

/** Runs `body` within `scope`. */
export function inScope<T>(scope: Scope, body: () => T): T {
  scopes.push(scope);
  try {
    return body();
  } finally {
    scopes.pop();
  }
}

/** A scan whose body is being traced. */
export interface OpenScan {
  readonly length: number;
  /** Which element of the stacks the body works on, an i32 scalar. */
  index(): Node;
}

let scans: readonly OpenScan[] = [];

/** The scans that are being traced, the innermost last. */
export function currentScans(): readonly OpenScan[] {
  return scans;
}

/** Runs `body` as the body of `scan`. */
export function inScan<T>(scan: OpenScan, body: () => T): T {
  const before = scans;
  scans = [...scans, scan];
  try {
    return body();
  } finally {
    scans = before;
  }
}

/** Who is told what modules return and what is named. */
export interface Observer {
  /** `value` is called `name` in the module that runs, or, where `name` is empty, is its result; what stands for it now. */
  observe<T>(name: string, value: T): T;
  /** Zeros of `shape` that a loop may add to what is observed in it: gradients by that are gradients by these zeros. */
  probe(shape: Shape): Node;
  /** Takes what a loop observed; the probe is null where there is no gradient. */
  settle(key: string, stack: Node, probe: Node | null): void;
  /** What observes the body of a loop of `length` turns; `stack` gives the element of one more stack of the loop. */
  forLoop(length: number, stack: (node: Node) => Node): LoopObserver;
  /** Runs `body`, which is the function that users know as `name`. */
  call<T>(name: string, body: () => T): T;
  /** A compiled function is called, whose inside cannot be seen. */
  refuse(step: string): void;
}

export interface LoopObserver extends Observer {
  /** What the body is to stack for it. */
  readonly observed: readonly Node[];
  /** Hands on what became of `observed`. */
  finish(stacks: readonly Node[]): void;
}

let observer: Observer | null = null;

export function currentObserver(): Observer | null {
  return observer;
}

/** Throws where an observer or an override would have to reach into the compiled function `step`. */
export function refuseToReach(step: string): void {
  observer?.refuse(step);
  mode.override?.refuse?.(step);
}

/** Tells the observer, where there is one, of `value`. */
export function observed<T>(name: string, value: T): T {
  return observer === null ? value : observer.observe(name, value);
}

/** Tells the observer, where there is one, that what `body` does is one call of `name`. */
export function inCall<T>(name: string, body: () => T): T {
  return observer === null ? body() : observer.call(name, body);
}

/** Runs `body` observed by `next`. */
export function withObserver<T>(next: Observer | null, body: () => T): T {
  const before = observer;
  observer = next;
  try {
    return body();
  } finally {
    observer = before;
  }
}
