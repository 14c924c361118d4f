/** Synthetic tasks: correct targets, disjoint parts, reproducible seeds, stable held-out parts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Drawn,
  type Parts,
  copying,
  counting,
  digitSum,
  parity,
  reversal,
  runningSum,
} from "../../src/data/node.ts";

function rows({ fields, length }: Drawn): [inputs: number[], targets: number[]][] {
  const row = (field: number, i: number) => {
    const { data } = fields[field]!;
    const width = data.length / length;
    return [...data.subarray(i * width, (i + 1) * width)];
  };
  return Array.from({ length }, (_, i) => [row(0, i), row(1, i)]);
}

const tasks: Record<
  string,
  (options: { train: number; validation: number; test: number; seed?: number }) => Parts<Drawn>
> = {
  digitSum: (options) => digitSum({ ...options, length: 6 }),
  runningSum: (options) => runningSum({ ...options, length: 5 }),
  parity: (options) => parity({ ...options, length: 9 }),
  copying: (options) => copying({ ...options, count: 3, delay: 4 }),
};

for (const [name, draw] of Object.entries(tasks)) {
  test(`the parts of ${name} are disjoint, and the held-out parts do not depend on the size of the training part`, () => {
    const sizes = { train: 200, validation: 50, test: 60 };
    const { train, validation, test } = draw(sizes);
    const all = [train, validation, test].flatMap((part) => rows(part).map(([inputs]) => inputs.join()));
    assert.equal(new Set(all).size, 310);
    const more = draw({ ...sizes, train: 250 });
    assert.deepEqual([rows(more.test), rows(more.validation)], [rows(test), rows(validation)]);
    assert.deepEqual(rows(more.train).slice(0, 200), rows(train));
    assert.notDeepEqual(rows(draw({ ...sizes, seed: 1 }).test), rows(test));
  });
}

test("targets follow the definitions of the tasks", () => {
  for (const [digits, [sum]] of rows(digitSum({ train: 50 }).train)) assert.equal(sum, digits[0]! + digits[1]!);
  for (const [numbers, sums] of rows(runningSum({ train: 50 }).train)) {
    numbers.forEach((_, i) =>
      assert.equal(
        sums[i],
        numbers.slice(0, i + 1).reduce((a, b) => a + b),
      ),
    );
  }
  for (const [bits, odd] of rows(parity({ train: 50 }).train)) {
    bits.forEach((_, i) => assert.equal(odd[i], bits.slice(0, i + 1).filter(Boolean).length % 2));
  }
  for (const [seen, wanted] of rows(copying({ train: 50, count: 4, delay: 6 }).train)) {
    assert.deepEqual(seen.slice(4), [0, 0, 0, 0, 0, 9, 0, 0, 0, 0]);
    assert.deepEqual(wanted, [...new Array<number>(10).fill(0), ...seen.slice(0, 4)]);
  }
});

test("DigitSum has two digits, their sum, and mostly zeros after them", () => {
  const drawn = rows(digitSum({ train: 2000, length: 20 }).train);
  assert.equal(new Set(drawn.map(([, [sum]]) => sum)).size, 19);
  const zeros = drawn.flatMap(([digits]) => digits.slice(2)).filter((digit) => digit === 0).length / (2000 * 18);
  // 75% of the digits are fixed at 0, and a tenth of the others is 0 by chance.
  assert.ok(Math.abs(zeros - 0.775) < 0.01, `${zeros}`);
});

test("reversal has reversed letters of all lengths, and unique sources", () => {
  const { train, test } = reversal({ train: 300, validation: 0, test: 50, letters: 5 });
  const lengths = new Set<number>();
  for (const { fields } of [train, test]) {
    fields[0]!.forEach((source, i) => {
      lengths.add(source.length);
      assert.deepEqual(Array.from(source).toReversed(), Array.from(fields[1]![i]!));
      assert.ok(Array.from(source).every((token) => token >= 3 && token < 8));
    });
  }
  assert.deepEqual(
    [...lengths].sort((a, b) => a - b),
    [3, 4, 5, 6, 7, 8, 9, 10],
  );
  const sources = [train, test].flatMap(({ fields }) => fields[0]!.map((source) => Array.from(source).join()));
  assert.equal(new Set(sources).size, 350);
});

test("counting has a string for each n, and the next token of each token", () => {
  const { fields } = counting({ from: 2, to: 3 });
  assert.deepEqual(
    fields.map((field) => field.map((sequence) => Array.from(sequence).join(""))),
    [
      ["01122", "0111222"],
      ["11220", "1112220"],
    ],
  );
});

test("tasks that cannot be drawn are rejected with a reason", () => {
  assert.throws(() => parity({ length: 4 }), /only about 16 different examples.*\n.*\n {2}Request fewer/);
  assert.throws(() => digitSum({ length: 2 }), /the length cannot be 2\n {2}It must be an integer of at least 3\./);
  assert.throws(() => reversal({ shortest: 5, longest: 4 }), /the longest length cannot be 4/);
});
