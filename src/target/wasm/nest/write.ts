/**
 * Writes code (code.ts) as instructions. Omits unused values. A value with a single use in its own region stays on the
 * stack; all others get local variables, which are released after the last use.
 */
import type { FunctionBuilder, Local } from "../assembler/index.ts";
import type { Code, Item, Region, Value } from "./code.ts";

export function writeCode(f: FunctionBuilder, code: Code): void {
  const usage = new Usage(code);
  new Writer(f, usage).region(code.body);
}

/** Use counts and live ranges of values. */
class Usage {
  /** Number of uses, by id of the value. */
  readonly #counts: Uint32Array;
  readonly #sites: (Region | undefined)[];
  readonly #last: (Item | undefined)[];

  constructor({ body, size }: Code) {
    this.#counts = new Uint32Array(size);
    this.#sites = new Array<Region | undefined>(size).fill(undefined);
    this.#last = new Array<Item | undefined>(size).fill(undefined);
    this.#mark(body);
    this.#follow(body, []);
  }

  isLive({ id }: Value): boolean {
    return this.#counts[id]! > 0;
  }

  staysOnStack({ id, region, definition }: Value): boolean {
    if (definition.kind === "immediate") return true;
    if (definition.kind !== "operation" || !definition.movable) return false;
    return this.#counts[id] === 1 && this.#sites[id] === region;
  }

  /** The last item of its region that reads the value; undefined if it is live until the end of the region. */
  lastOf({ id }: Value): Item | undefined {
    return this.#last[id];
  }

  hasWork(region: Region): boolean {
    return (
      region.results.some((result) => this.isLive(result)) ||
      region.items.some((item) => {
        if (item.kind === "region") return this.hasWork(item.region);
        return item.kind === "effect" || this.isLive(item.value);
      })
    );
  }

  #mark(region: Region): void {
    for (const item of region.items) {
      if (item.kind === "effect") for (const input of item.inputs) this.#use(input, region);
      else if (item.kind === "region") {
        this.#use(item.region.control!, region);
        this.#mark(item.region);
      }
    }
  }

  /** Counts uses. Iterative instead of recursive, because formulas can be thousands of instructions deep. */
  #use(first: Value, at: Region): void {
    const values = [first];
    const sites = [at];
    for (let value = values.pop(); value; value = values.pop()) {
      const site = sites.pop()!;
      if (this.#counts[value.id]!++ > 0) continue;
      this.#sites[value.id] = site;
      const { definition, region } = value;
      const use = (input: Value, where: Region) => {
        values.push(input);
        sites.push(where);
      };
      if (definition.kind === "operation") for (const input of definition.inputs) use(input, region);
      else if (definition.kind === "result") use(definition.carried, definition.loop);
      // A loop reads the initial values at its own position, which may be deeper than their definition.
      else if (definition.kind === "carried") {
        use(definition.initial, region);
        use(definition.next!, region);
      }
    }
  }

  /** Visits items in order of execution. `path` contains the current item of each open region, none at its end. */
  #follow(region: Region, path: Item[]): void {
    for (const item of region.items) {
      path.push(item);
      if (item.kind === "region") this.#followInto(item.region, path);
      else if (item.kind === "effect") this.#touchAll(item.inputs, path);
      else {
        const { definition } = item.value;
        const computed = this.isLive(item.value) && !this.staysOnStack(item.value);
        if (computed && definition.kind === "operation") this.#touchAll(definition.inputs, path);
      }
      path.pop();
    }
  }

  #followInto(region: Region, path: Item[]): void {
    const carried = region.carried.flatMap((value) =>
      this.isLive(value) && value.definition.kind === "carried" ? [value.definition] : [],
    );
    this.#touch(region.control!, path);
    for (const { initial } of carried) this.#touch(initial, path);
    this.#follow(region, path);
    for (const { next } of carried) this.#touch(next!, path);
  }

  #touchAll(values: readonly Value[], path: readonly Item[]): void {
    for (const value of values) this.#touch(value, path);
  }

  #touch(first: Value, path: readonly Item[]): void {
    const stack = [first];
    for (let value = stack.pop(); value; value = stack.pop()) {
      const item = path[value.region.depth];
      if (this.staysOnStack(value)) {
        if (value.definition.kind === "operation") for (const input of value.definition.inputs) stack.push(input);
      } else this.#last[value.id] = item;
    }
  }
}

class Writer {
  readonly #f: FunctionBuilder;
  readonly #usage: Usage;
  /** Local variables, by id of the value. */
  readonly #locals: (Local | undefined)[] = [];

  constructor(f: FunctionBuilder, usage: Usage) {
    this.#f = f;
    this.#usage = usage;
  }

  region(region: Region): void {
    const dying = new Map<Item | undefined, Value[]>();
    for (const item of region.items) {
      for (const value of this.#item(item)) {
        const last = this.#usage.lastOf(value);
        const together = dying.get(last);
        if (together) together.push(value);
        else dying.set(last, [value]);
      }
      for (const value of dying.get(item) ?? []) this.#release(value);
    }
    this.#carryOver(region);
    for (const value of dying.get(undefined) ?? []) this.#release(value);
  }

  /** Writes one item. Returns the values that were assigned a local variable. */
  #item(item: Item): readonly Value[] {
    if (item.kind === "region") return this.#usage.hasWork(item.region) ? this.#enclose(item.region) : [];
    if (item.kind === "effect") {
      for (const input of item.inputs) this.#push(input);
      item.write(this.#f);
      return [];
    }
    const { value } = item;
    if (!this.#usage.isLive(value) || this.#usage.staysOnStack(value)) return [];
    this.#compute(value);
    this.#f.set(this.#take(value));
    return [value];
  }

  #enclose(region: Region): readonly Value[] {
    if (region.form === "condition") {
      this.#push(region.control!);
      this.#f.if(() => this.region(region));
      return [];
    }
    const carried = region.carried.filter((value) => this.#usage.isLive(value));
    for (const value of carried) {
      if (value.definition.kind === "carried") this.#push(value.definition.initial);
      this.#f.set(this.#take(value));
    }
    this.#repeat(region);
    const results = region.results.filter((result) => this.#usage.isLive(result));
    for (const result of results) {
      if (result.definition.kind === "result") this.#locals[result.id] = this.#localOf(result.definition.carried);
    }
    const kept = new Set(results.map((result) => this.#localOf(result)));
    for (const value of carried) {
      if (!kept.has(this.#localOf(value))) this.#release(value);
    }
    return results;
  }

  /** Writes a bottom-tested loop, which Node 20 runs 20 to 30% faster than a top-tested one. */
  #repeat(region: Region): void {
    const f = this.#f;
    const left = f.local("i32", "left");
    this.#push(region.control!);
    f.set(left);
    const loop = () =>
      f.repeat(
        () => this.region(region),
        () => f.get(left).i32(1).emit("i32.sub").tee(left),
      );
    if (region.control!.constant === undefined) f.get(left).if(loop);
    else loop();
    f.release(left);
  }

  /** Computes all next values before it assigns any carried value. */
  #carryOver(region: Region): void {
    const carried = region.carried.filter((value) => this.#usage.isLive(value));
    for (const { definition } of carried) if (definition.kind === "carried") this.#push(definition.next!);
    for (const value of carried.toReversed()) this.#f.set(this.#localOf(value));
  }

  #push(value: Value): void {
    if (this.#usage.staysOnStack(value)) this.#compute(value);
    else this.#f.get(this.#localOf(value));
  }

  /** Writes a value after its inputs, with an explicit stack: `isReady` is true if the inputs have been written. */
  #compute(value: Value): void {
    const values = [value];
    const isReady = [false];
    for (let top = values.pop(); top; top = values.pop()) {
      const ready = isReady.pop()!;
      const { definition } = top;
      if (definition.kind === "immediate" || (definition.kind === "operation" && ready)) definition.write(this.#f);
      else if (definition.kind === "operation" && (top === value || this.#usage.staysOnStack(top))) {
        values.push(top, ...definition.inputs.toReversed());
        isReady.push(true);
        for (const _ of definition.inputs) isReady.push(false);
      } else this.#f.get(this.#localOf(top));
    }
  }

  #take(value: Value): Local {
    const local = this.#f.local(value.type === "address" ? "i32" : "v128", value.type);
    this.#locals[value.id] = local;
    return local;
  }

  #release(value: Value): void {
    this.#f.release(this.#localOf(value));
  }

  #localOf({ id }: Value): Local {
    return this.#locals[id]!;
  }
}
