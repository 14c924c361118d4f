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

/** Each message as the user reads it. */
const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => x.add(bad([1])),
    `ArgumentError: add was given an array of length 1
  It takes a tensor or a number.
  Make one by Tensor.from(data).`,
  ],
  [
    () => x.matmul(bad(3)),
    `ArgumentError: matmul was given the number 3
  It takes a tensor.
  Make one by Tensor.from(data).`,
  ],
  [
    () => Tensor.from([1, 2], [2], "i32").mul(0.5),
    `DTypeError: mul cannot take 0.5 as i32
  A number takes the tensor's element type, and i32 holds the integers from -2^31 to 2^31 - 1.
  Convert the tensor: x.cast("f32").`,
  ],
  [
    () => x.sum(NaN),
    `ArgumentError: sum was given the number NaN as an axis
  An axis is an integer.`,
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
  The last axis on the left must equal the last but one axis on the right.
  The right side would fit transposed: y.transpose().`,
  ],
  [
    () => ones([2, 3, 4]).matmul(ones([3, 4, 5])),
    `ShapeError: matmul cannot match the batch axes

    left    f32 [2, 3, 4]
    right   f32 [3, 4, 5]
  The axes before the last two are equal, or 1 on one side.`,
  ],
  [
    () => x.reshape([3, -1]),
    `ShapeError: reshape cannot turn [1, 2] into [3, -1]

    x   f32 [1, 2]
  Both must hold 2 elements; one length may be -1 if the others divide that.`,
  ],
  [
    () => zeros(bad(3) as unknown as number[]),
    `ArgumentError: zeros was given the number 3 as a shape
  A shape is one array of integers that are not negative, such as [2, 3].`,
  ],
  [
    () => x.chunk(3, 1),
    `ShapeError: chunk cannot cut axis 1 into 3 parts

    x   f32 [1, 2]
  The count is a divisor of 2.
  Parts of unequal lengths are made by split.`,
  ],
  [
    () => x.squeeze(1),
    `ShapeError: squeeze cannot drop axis 1 of length 2

    x   f32 [1, 2]
  Only an axis of length 1 can go.`,
  ],
  [
    () => x.slice([0, 1, 0]),
    `ArgumentError: slice was given [0,1,0]
  A range is [start, stop] or [start, stop, step], as [0, 1] for index 0; null is an end, and no step is 0.`,
  ],
  [
    () => concat([]),
    `ArgumentError: concat was given an array of length 0
  It takes an array of tensors, at least one.`,
  ],
  [
    () => einsum("i j, j k -> i k", x, x),
    `ShapeError: einsum: axis j is 2 in one place and 1 in another

    "i j"   f32 [1, 2]
    "j k"   f32 [1, 2]
  Axes of one name in "i j, j k -> i k" have one length.`,
  ],
  [
    () => einsum("i i -> i", x),
    `ArgumentError: einsum: "i i -> i" names an axis twice in "i i"
  A formula lists the axes of each tensor and of the result, as in "b i d, b j d -> b i j".`,
  ],
  [
    () => Tensor.from([[1], [2, 3]]),
    `ShapeError: Tensor.from was given rows of shapes [1] and [2]
  Nested arrays have equal lengths at each depth.`,
  ],
  [
    () => Tensor.from([1, 2], [3]),
    `ShapeError: Tensor.from cannot make shape [3] of 2 elements
  The shape [3] has 3 elements.`,
  ],
  [
    () => Tensor.from([1.5], [1], "i32"),
    `DTypeError: Tensor.from cannot store 1.5 as i32
  Integers are whole and in range, and a bool is 0 or 1.
  Store it as f32 and convert it: Tensor.from(data, shape, "f32").cast("i32").`,
  ],
  [
    () => x.item(),
    `ShapeError: item() cannot read a tensor of shape [1, 2]
  It reads a tensor of one element.
  Read all elements with array(), or reduce first, for instance with mean().`,
  ],
  [
    () => x.take(Tensor.from([3], [1], "i32"), 1).array(),
    `FaultError: take of a tensor at indices: index 3 is out of range
  It must be at least 0 and less than 2.`,
  ],
  [
    () => grad(x, [x]),
    `ShapeError: grad was given a loss that is no scalar

    loss   f32 [1, 2]
  A loss has shape [].
  Reduce it first, for instance by loss.mean().`,
  ],
  [
    () => grad(Tensor.from(1), [x]),
    `ArgumentError: grad was given a loss that does not depend on what it is to be differentiated by

    loss    f32 []
    param   f32 [1, 2]
  Gradients flow through f32 operations, and not through detach, floor, comparisons and casts to integers.
  If a gradient of zeros is meant, write grad(loss, params, { allowUnused: true }).`,
  ],
  [
    () => random.uniform([2], { low: NaN }),
    `ArgumentError: random.uniform was given the number NaN as low
  low is a finite number.`,
  ],
  [
    () => compile(() => random.permutation(3))(),
    `StateError: random.permutation inside compile
  Its order is drawn on the host, once, and would be the same in every run.
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
  It returns a tensor of type f32 and shape [2].`,
  ],
  [
    () => new Param([2], (shape) => zeros(shape)).assign(1),
    `StateError: a parameter was assigned outside compile
  assign describes what a compiled step leaves behind.
  Outside, write: await param.set(value).`,
  ],
  [
    () => new Param([2], (shape) => zeros(shape)).set([1, 2, 3]),
    `ShapeError: Tensor.from cannot make shape [2] of 3 elements
  The shape [2] has 2 elements.`,
  ],
  [
    () => parameters(bad(3)),
    `ArgumentError: parameters was given the number 3
  It takes a module, a parameter, or arrays, plain objects, Maps and Sets of them.`,
  ],
  [
    () => show(() => 1),
    `ArgumentError: show was given a function
  It takes a function that compile returned.`,
  ],
  [
    () => show(compile(() => x)),
    `StateError: show was given the function compiled at errors.test, which has not run yet
  Shapes are known from the first call on.
  Call it once before.`,
  ],
  [
    () => compile((y: Tensor) => y)(new Float64Array(3) as unknown as Float32Array),
    `ArgumentError: argument 0 of a compiled function is a value of class Float64Array
  It takes tensors, Float32Array, Int32Array, Uint8Array, numbers, strings, booleans, arrays and plain objects.
  Make tensors of other arrays by Tensor.from, and use other objects from the enclosing scope.`,
  ],
  [
    () => compile(async (y: Tensor) => y)(1),
    `ArgumentError: a compiled function returned a promise
  It returns tensors, or arrays and plain objects of tensors.
  Remove async and await: a traced function describes a program and waits for nothing.`,
  ],
  [
    () => {
      let outside = x;
      compile((y: Tensor) => (outside = y.mul(2)))(1);
      return outside.array();
    },
    `StateError: a tensor made from argument 0 of a compiled function was used outside of it
  Inside a compiled function there are no values, only the description of a program.
  Return the tensor from the function, and use the result of the call.`,
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
  A traced function describes a program; there are no values yet.
  Return it from the function, and read the result of the call.`,
  ],
];

test("every message says what failed, the rule and a fix", async () => {
  for (const [body, message] of messages) assert.equal(await messageOf(body), message);
});

test("a shape error inside a model says whose values they were, and where", async () => {
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
    `ShapeError: matmul cannot contract 256 with 128

    hidden.relu()   f32 [128, 256]   from Net.forward, errors.test
    output.weight   f32 [10, 128]    from Linear(128, 10), errors.test
  The last axis on the left must equal the input size of the layer.
  Linear(256, 10) would fit.`,
  );
});
