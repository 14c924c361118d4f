/** Tensors in places where JavaScript would silently convert an object: operators, JSON, cloning and proxies. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, Linear, ones, Param, StateError, zeros } from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const x: Loose = ones([2, 3]);
const param: Loose = new Param([2], (shape) => zeros(shape));
const layer: Loose = new Linear(2, 2);

misuses("tensors where JavaScript expects values", {
  "+ a number": () => x + 1,
  "+ a string": () => ["loss: "][0] + x,
  "+ a tensor": () => x + x,
  "- a tensor": () => x - x,
  "unary minus": () => -x,
  "> a number": () => x > 0,
  // eslint-disable-next-line eqeqeq
  "== a number": () => x == 1,
  "a parameter * a number": () => param * 2,
  "Math.max": () => Math.max(x, 1),
  JSON: () => JSON.stringify({ loss: x }),
  "JSON of a module": () => JSON.stringify(layer),
});

test("a tensor in a string becomes its description", () => {
  assert.equal(`${x}`, "Tensor f32 [2, 3]");
  assert.equal(String(param), "Param f32 [2]");
  assert.equal([x, x].join(), "Tensor f32 [2, 3],Tensor f32 [2, 3]");
});

test("tensors, parameters and layers cannot be cloned or sent to workers, and the error says what to do", () => {
  const clone = loosely(globalThis)["structuredClone"];
  const { port1, port2 } = new MessageChannel();
  const expected = { name: "DataCloneError", message: /await x\.array\(\) or await x\.item\(\)/ };
  const read = compile((y: Loose) => y.mul(2))(x);
  for (const value of [x, param, layer, read, { batch: [x] }]) {
    assert.throws(() => clone(value), expected);
    assert.throws(() => port1.postMessage(value), expected);
  }
  port1.close();
  port2.close();
});

test("a compiled function that calls Math.random causes one warning, and Math.random is restored", (context) => {
  const warnings: string[] = [];
  context.mock.method(console, "warn", (text: string) => warnings.push(text));
  const { random } = Math;
  const noise = compile(function noise(y: Loose) {
    return y.mul(Math.random());
  });
  noise(x);
  noise(ones([4]));
  const other = compile(() => {
    Math.random();
    throw new Error("mine");
  });
  assert.throws(other, /mine/);
  assert.equal(Math.random, random);
  Math.random();
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /^noise compiled at coercion.* calls Math\.random, whose result is now a constant/);
});

test("a compiled function may recurse on smaller shapes, and endless recursion throws", async () => {
  const sum = compile((y: Loose): Loose => (y.shape[0] > 1 ? y.slice([0, 1]).add(sum(y.slice([1, null]))) : y));
  assert.equal(await sum(ones([40])).item(), 40);
  const endless = compile((y: Loose): Loose => endless(y));
  assert.throws(() => endless(x), StateError);
  assert.throws(() => endless(x), /calls itself endlessly/);
});

test("a tensor in a Proxy, as reactive state creates, is rejected everywhere", async () => {
  const reactive = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(from, key, receiver) {
        const value: unknown = Reflect.get(from, key, receiver);
        return typeof value === "object" && value !== null ? reactive(value) : value;
      },
    });
  const wrapped = reactive({ x: ones([2]) }).x;
  const message = /a tensor was accessed through a Proxy\n.*\n.*markRaw/;
  assert.throws(() => ones([2]).add(wrapped), message);
  assert.throws(() => wrapped.add(1), message);
  assert.throws(() => wrapped.relu(), message);
  assert.throws(() => compile((y: Loose) => y.mul(2))(wrapped), message);
  await assert.rejects(wrapped.array(), message);
});
