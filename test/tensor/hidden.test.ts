/** Parameters outside plain fields: found in collections, and refused if they could be neither trained nor saved. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { adam } from "../../src/optim/index.ts";
import { BatchNorm, Linear, Sequential } from "../../src/nn/index.ts";
import { Module, Param, type Tensor, compile, ones, parameters, zeros } from "../../src/tensor/index.ts";

const x = ones([2, 3]);

class Private extends Module {
  open = new Linear(3, 3);
  readonly #hidden = new Linear(3, 2);
  forward(v: Tensor): Tensor {
    return this.#hidden.forward(this.open.forward(v));
  }
}

class Holder extends Module {
  holder = new (class {
    layer = new Linear(3, 2);
  })();
  forward(v: Tensor): Tensor {
    return this.holder.layer.forward(v);
  }
}

class Temporary extends Module {
  forward(v: Tensor): Tensor {
    return new Linear(3, 2).forward(v);
  }
}

class Closure extends Module {
  readonly scale: () => Tensor;
  constructor() {
    super();
    const scale = new Param([3], (shape) => zeros(shape));
    this.scale = () => scale.mul(2);
  }
  forward(v: Tensor): Tensor {
    return v.mul(this.scale());
  }
}

const closed = new Linear(3, 2);
const statistics = new BatchNorm(3, { affine: false });
const models: Record<string, () => Module & { forward(v: Tensor): Tensor }> = {
  "a #private field": () => new Private(),
  "an object of another class": () => new Holder(),
  "a module made in forward": () => new Temporary(),
  "a parameter in a closure": () => new Closure(),
  "a layer in a closure": () => new Sequential((v: Tensor) => closed.forward(v)),
  "statistics in a closure": () => new Sequential((v: Tensor) => statistics.forward(v)),
};

for (const [where, make] of Object.entries(models)) {
  test(`${where} is refused with a fix, eager and compiled`, () => {
    const message = /StateError: .+ uses a parameter that is not in a field[^]*must be in fields[^]*Make it a field of/;
    const model = make();
    const refused = (body: () => unknown) => assert.throws(body, (error) => message.test(String(error)));
    refused(() => model.forward(x));
    refused(() => compile((v: Tensor) => model.forward(v))(x));
    if (parameters(model).length === 0) return;
    const optimizer = adam(model, { learningRate: 0.1 });
    refused(() => compile((v: Tensor) => optimizer.minimize(model.forward(v).square().sum()))(x));
  });
}

test("the message names the layer and the model", () => {
  assert.throws(
    () => new Private().forward(x),
    /^StateError: Linear\(3, 2\) in Private uses a parameter that is not in a field\n\n {4}parameter {3}f32 \[2, 3\]/,
  );
});

test("layers in Maps, Sets, arrays and plain objects are found and trained", async () => {
  class Collections extends Module {
    map = new Map<unknown, Linear>([
      ["first", new Linear(3, 3)],
      [7, new Linear(3, 3)],
      [Symbol("third"), new Linear(3, 3)],
    ]);
    set = new Set([new Linear(3, 3)]);
    deep = [{ inner: new Map([["x", [new Linear(3, 1)]]]) }];
    forward(v: Tensor): Tensor {
      const layers = [...this.map.values(), ...this.set, ...this.deep[0]!.inner.get("x")!];
      return layers.reduce((value, layer) => layer.forward(value), v);
    }
  }
  const model = new Collections();
  const paths = parameters(model).map(([path]) => path);
  assert.deepEqual(
    paths.filter((path) => path.endsWith("weight")),
    ["map.first.weight", "map.7.weight", "map.2.weight", "set.0.weight", "deep.0.inner.x.0.weight"],
  );
  const optimizer = adam(model, { learningRate: 0.1 });
  const before = await Promise.all(parameters(model).map(([, param]) => param.array()));
  compile((v: Tensor) => optimizer.minimize(model.forward(v).square().sum()))(x);
  const after = await Promise.all(parameters(model).map(([, param]) => param.array()));
  before.forEach((values, i) => assert.notDeepEqual([...values], [...after[i]!], paths[i]));
  assert.equal(parameters(new Map([["model", model]])).length, paths.length);
});

test("parameters of another root, and parameters added after the first call, are found", () => {
  const trunk = new Linear(3, 3);
  parameters(trunk);
  const model = new Sequential((v: Tensor) => trunk.forward(v), new Linear(3, 2));
  model.forward(x);
  class Growing extends Module {
    layer: Linear = new Linear(3, 2);
    forward(v: Tensor): Tensor {
      return this.layer.forward(v);
    }
  }
  const growing = new Growing();
  growing.forward(x);
  growing.layer = new Linear(3, 5);
  assert.deepEqual(growing.forward(x).shape, [2, 5]);
});

test("a single parameter needs no model", async () => {
  const alone = new Param([3], (shape) => ones(shape));
  assert.equal(await compile((v: Tensor) => v.mul(alone).sum())(x).item(), 6);
});
