/** Batches of sequences, with each example once, few widths and padding; windows and streams of texts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Padded, Sequences, textStreams, textWindows } from "../../src/data/node.ts";

/** Creates examples: example i has i % 11 tokens i + 1 in its first field, and 3 tokens in its second. */
const example = (i: number) => [new Array<number>(i % 11).fill(i + 1), [i, i, i]] as const;
const examples = Array.from({ length: 50 }, (_, i) => example(i));
const pairs = () => new Sequences<[number, number]>([examples.map(([a]) => a), examples.map(([, b]) => b)]);

async function rowsOf({ tokens, lengths }: Padded): Promise<number[][]> {
  const [values, counts] = [await tokens.array(), await lengths.array()];
  const width = tokens.shape[1]!;
  return Array.from(counts, (count, i) => {
    const row = [...values.subarray(i * width, (i + 1) * width)];
    assert.ok(
      row.slice(count).every((token) => token === -1),
      "padding stands behind the end",
    );
    return row.slice(0, count);
  });
}

test("an epoch contains every example once, with corresponding fields and rounded widths", async () => {
  const seen: number[] = [];
  for (const [first, second] of pairs().batches(4, { multiple: 4, padding: -1 })) {
    assert.ok([4, 8, 12].includes(first.tokens.shape[1]!) && second.tokens.shape[1] === 4);
    const [left, right] = [await rowsOf(first), await rowsOf(second)];
    right.forEach(([i], row) => {
      assert.deepEqual([left[row], right[row]], example(i!));
      seen.push(i!);
    });
  }
  assert.deepEqual(
    seen.sort((a, b) => a - b),
    [...examples.keys()],
  );
});

test("the order depends on the seed and the epoch", async () => {
  const orderOf = async (seed: number) => {
    const order: number[] = [];
    for (const [, second] of pairs().batches(4, { seed, epochs: 2, padding: -1 })) {
      order.push(...(await rowsOf(second)).map(([i]) => i!));
    }
    return order;
  };
  const [first, again, other] = [await orderOf(1), await orderOf(1), await orderOf(2)];
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
  assert.notDeepEqual(first.slice(0, 50), first.slice(50));
});

test("examples that do not fill a batch are kept, dropped or padded with empty ones", async () => {
  const sizes = async (last: "keep" | "drop" | "pad") => {
    let [rows, filled] = [0, 0];
    for (const [, { tokens, lengths }] of pairs().batches(8, { last })) {
      rows += tokens.shape[0]!;
      filled += [...(await lengths.array())].filter((length) => length > 0).length;
    }
    return [rows, filled];
  };
  const [kept, dropped, padded] = [await sizes("keep"), await sizes("drop"), await sizes("pad")];
  assert.deepEqual(kept, [50, 50]);
  assert.ok(dropped[0]! < 50 && dropped[0]! % 8 === 0 && dropped[0] === dropped[1]);
  assert.ok(padded[0]! > 50 && padded[0]! % 8 === 0 && padded[1] === 50);
});

test("splits divide the examples, and invalid arguments are rejected", () => {
  const [most, rest] = pairs().split(0.8, { seed: 3 });
  assert.deepEqual([most.length, rest.length], [40, 10]);
  const numbers = [most, rest].flatMap(({ fields }) => fields[1]!.map((sequence) => sequence[0]!));
  assert.equal(new Set(numbers).size, 50);
  assert.throws(() => new Sequences<[number, number]>([[[1]], []]), /the fields have 1, 0 sequences/);
  assert.throws(() => [...pairs().batches(0)], /the batch size cannot be 0/);
  assert.equal([...new Sequences<[number]>([[]]).batches(4)].length, 0);
});

test("windows of a text have the next tokens as targets", async () => {
  const text = Int32Array.from({ length: 12 }, (_, i) => i);
  const windows = textWindows(text, { length: 3, stride: 2 });
  assert.equal(windows.length, 5);
  const [inputs, targets] = windows.fields.map(({ data }) => [...data]);
  assert.deepEqual(inputs!.slice(0, 6), [0, 1, 2, 2, 3, 4]);
  assert.deepEqual(targets!.slice(-3), [9, 10, 11]);
  assert.equal(textWindows(text, { length: 11 }).length, 1);
  assert.throws(() => textWindows(text, { length: 12 }), /a text of 12 tokens is too short\n.*requires 13/);
});

test("streams continue from batch to batch", async () => {
  const text = Int32Array.from({ length: 20 }, (_, i) => i);
  const batches = [...textStreams(text, { batchSize: 2, length: 4, epochs: 2 })];
  assert.equal(batches.length, 4);
  const arrays = await Promise.all(batches.map(async ([input, target]) => [await input.array(), await target.array()]));
  assert.deepEqual(
    arrays[0]!.map((values) => [...values]),
    [
      [0, 1, 2, 3, 9, 10, 11, 12],
      [1, 2, 3, 4, 10, 11, 12, 13],
    ],
  );
  assert.deepEqual([...arrays[1]![0]!], [4, 5, 6, 7, 13, 14, 15, 16]);
  assert.deepEqual([...arrays[2]![0]!], [...arrays[0]![0]!]);
});
