import assert from "node:assert/strict";
import { test } from "node:test";
import { Linear } from "../../src/nn/index.ts";
import {
  Module,
  Param,
  Tensor,
  compile,
  concat,
  einsum,
  grad,
  ones,
  parameters,
  random,
  show,
  zeros,
} from "../../src/tensor/index.ts";
import { messageOf } from "./helpers.ts";

const x = Tensor.from([[1, 2]]);
const bad = (value: unknown) => value as Tensor;

/** Complete messages, with the code that causes them. */
const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => x.add(bad([1])),
    `ArgumentError: add was given an array of length 1
  It must be a tensor or a number.
  Convert it: Tensor.from(data).`,
  ],
  [
    () => x.matmul(bad(3)),
    `ArgumentError: matmul was given the number 3
  It must be a tensor.
  Convert it: Tensor.from(data).`,
  ],
  [
    () => Tensor.from([1, 2], [2], "i32").mul(0.5),
    `DTypeError: mul cannot use 0.5 as i32
  A number takes the tensor's element type, and i32 holds the integers from -2^31 to 2^31 - 1.
  Convert the tensor: x.cast("f32").`,
  ],
  [
    () => x.sum(NaN),
    `ArgumentError: sum was given the number NaN as an axis
  It must be an integer.`,
  ],
  [
    () => x.max(2),
    `ShapeError: max has no axis 2

    x   f32 [1, 2]
  Axes run from -2 to 1.`,
  ],
  [
    () => x.mean([0, 0]),
    `ShapeError: mean was given an axis twice: [0, 0]

    x   f32 [1, 2]`,
  ],
  [
    () => x.matmul(x),
    `ShapeError: matmul cannot contract 2 with 1

    left    f32 [1, 2]
    right   f32 [1, 2]
  The last axis on the left must equal the second-to-last axis on the right.
  Transpose the right side: y.transpose().`,
  ],
  [
    () => ones([2, 3, 4]).matmul(ones([3, 4, 5])),
    `ShapeError: matmul cannot broadcast batch axes

    left    f32 [2, 3, 4]
    right   f32 [3, 4, 5]
  Axes before the last two must be equal, or 1 on a side.`,
  ],
  [
    () => x.reshape([3, -1]),
    `ShapeError: reshape cannot change [1, 2] to [3, -1]

    x   f32 [1, 2]
  Both must have 2 elements; one length may be -1 if the others divide 2.`,
  ],
  [
    () => zeros(bad(3) as unknown as number[]),
    `ArgumentError: zeros was given the number 3 as a shape
  A shape is an array of integers of at least 0, such as [2, 3].`,
  ],
  [
    () => x.chunk(3, 1),
    `ShapeError: chunk cannot divide axis 1 into 3 parts

    x   f32 [1, 2]
  It must be a divisor of 2.
  For parts of unequal lengths, use split.`,
  ],
  [
    () => x.squeeze(1),
    `ShapeError: squeeze cannot drop axis 1 of length 2

    x   f32 [1, 2]
  The length of the axis must be 1.`,
  ],
  [
    () => x.slice([0, 1, 0]),
    `ArgumentError: slice was given [0,1,0]
  A range is [start, stop] or [start, stop, step] of integers or null, with a step other than 0.`,
  ],
  [
    () => concat([]),
    `ArgumentError: concat was given an array of length 0
  It must be an array of at least one tensor.`,
  ],
  [
    () => einsum("i j, j k -> i k", x, x),
    `ShapeError: einsum: axis j is 2 in one place and 1 in another

    "i j"   f32 [1, 2]
    "j k"   f32 [1, 2]
  Axes with the same name in "i j, j k -> i k" must match.`,
  ],
  [
    () => einsum("i i -> i", x),
    `ArgumentError: einsum: "i i -> i" names an axis twice in "i i"
  A formula names the axes of each tensor and of the result: "b i d, b j d -> b i j".`,
  ],
  [
    () => Tensor.from([[1], [2, 3]]),
    `ShapeError: Tensor.from was given rows of shapes [1] and [2]
  All rows must have the same shape.`,
  ],
  [
    () => Tensor.from([1, 2], [3]),
    `ShapeError: Tensor.from cannot make shape [3] from 2 elements
  The shape [3] has 3 elements.`,
  ],
  [
    () => Tensor.from([1.5], [1], "i32"),
    `DTypeError: Tensor.from cannot store 1.5 as i32
  Integers must be whole and in range; a bool is 0 or 1.
  Store it as f32 and cast it: Tensor.from(data, shape, "f32").cast("i32").`,
  ],
  [
    () => x.item(),
    `ShapeError: item() cannot read a tensor of shape [1, 2]
  It must have exactly one element.
  Read all elements with array(), or reduce it first: x.mean().`,
  ],
  [
    () => x.take(Tensor.from([3], [1], "i32"), 1).array(),
    `FaultError: take of a tensor at indices: index 3 is out of range
  It must be at least 0 and less than 2.`,
  ],
  [
    () => grad(x, [x]),
    `ShapeError: grad was given a loss that is not a scalar

    loss   f32 [1, 2]
  Its shape must be [].
  Reduce it first: loss.mean().`,
  ],
  [
    () => grad(Tensor.from(1), [x]),
    `ArgumentError: grad was given a loss that does not depend on param

    loss    f32 []
    param   f32 [1, 2]
  Gradients flow through f32 operations, but not through detach, floor, comparisons or integer casts.
  For a gradient of zeros, write grad(loss, params, { allowUnused: true }).`,
  ],
  [
    () => random.uniform([2], { low: NaN }),
    `ArgumentError: random.uniform was given the number NaN as low
  low must be a finite number.`,
  ],
  [
    () => compile(() => random.permutation(3))(),
    `StateError: random.permutation was called inside compile
  Its order is drawn while tracing and would be the same in every run.
  Draw it outside and pass it as an argument.`,
  ],
  [
    () => new Param([2], bad(0) as unknown as () => Tensor),
    `ArgumentError: new Param was given the number 0 as its initializer
  An initializer is a function (shape, random) => Tensor.
  For example: (shape, random) => random.normal(shape, { std: 0.02 }).`,
  ],
  [
    () => new Param([2], () => zeros([3])).array(),
    `ArgumentError: the initializer of parameter returned f32 [3]
  It must return a tensor of type f32 and shape [2].`,
  ],
  [
    () => new Param([2], (shape) => zeros(shape)).assign(1),
    `StateError: a parameter was assigned outside compile
  assign is an update at the end of a compiled step.
  Outside, write: await param.set(value).`,
  ],
  [
    () => new Param([2], (shape) => zeros(shape)).set([1, 2, 3]),
    `ShapeError: Tensor.from cannot make shape [2] from 3 elements
  The shape [2] has 2 elements.`,
  ],
  [
    () => parameters(bad(3)),
    `ArgumentError: parameters was given the number 3
  It must be a module, a parameter, or an array, plain object, Map or Set of them.`,
  ],
  [
    () => show(() => 1),
    `ArgumentError: show was given a function
  It must be a function returned by compile.`,
  ],
  [
    () => show(compile(() => x)),
    `StateError: show was given the function compiled at errors.test, which has not run yet
  The first call determines the shapes.
  Call it once first.`,
  ],
  [
    () => compile((y: Tensor) => y)(new Float64Array(3) as unknown as Float32Array),
    `ArgumentError: argument 0 of a compiled function is a value of class Float64Array
  It must be a tensor, Float32Array, Int32Array, Uint8Array, number, string, boolean, array or plain object.
  Convert other arrays with Tensor.from; use other objects from the enclosing scope.`,
  ],
  [
    () => compile(async (y: Tensor) => y)(1),
    `ArgumentError: a compiled function returned a promise
  It must return tensors, or arrays or plain objects of them.
  Remove async and await: a traced function describes a program without values.`,
  ],
  [
    () => {
      let outside = x;
      compile((y: Tensor) => (outside = y.mul(2)))(1);
      return outside.array();
    },
    `StateError: a tensor made from argument 0 of a compiled function was used outside it
  Inside a compiled function there are no values, only a program description.
  Return the tensor from the function, and use the result.`,
  ],
  [
    () => {
      let read: Promise<number> | undefined;
      compile((y: Tensor) => {
        read = y.item();
        return y;
      })(1);
      return read;
    },
    `StateError: a tensor was read inside compile
  A traced function describes a program without values.
  Return it from the function, and read the result.`,
  ],
];

test("every message states the failure, the rule and a fix", async () => {
  for (const [body, message] of messages) assert.equal(await messageOf(body), message);
});

test("a shape error inside a model names the layers and source lines", async () => {
  class Net extends Module {
    hidden = new Linear(784, 256);
    output = new Linear(128, 10);
    forward(input: Tensor): Tensor {
      return this.output.forward(this.hidden.forward(input).relu());
    }
  }
  const net = new Net();
  const message = await messageOf(() => compile((input: Tensor) => net.forward(input))(ones([128, 784])));
  assert.equal(
    message,
    `ShapeError: Linear(128, 10) expects a last axis of 128, got [128, 256]

    hidden.relu()   f32 [128, 256]   from Net.forward, errors.test
    output.weight   f32 [10, 128]    from Linear(128, 10), errors.test
  Linear(256, 10) would fit.`,
  );
});
