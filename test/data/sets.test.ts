import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dataset } from "../../src/data/node.ts";
import {
  breastCancer,
  dataSets,
  digits,
  fashionMnist,
  iris,
  mnist,
  penguins,
  twoMoons,
  wine,
} from "../../src/data/node.ts";
import { locate } from "../../src/data/files/locate.ts";

type Any = Dataset<readonly unknown[]>;

const row = ({ fields: [field] }: Any, at: number) => {
  const width = field!.data.length / field!.shape[0]!;
  return [...field!.data.subarray(width * at, width * (at + 1))].map((value) => Number(value.toPrecision(6)));
};
const labels = ({ fields }: Any) => [...fields.at(-1)!.data];
function countsOf(dataset: Any): number[] {
  const counts: number[] = [];
  for (const label of labels(dataset)) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
const meanOf = ({ fields: [field] }: Any) => {
  let sum = 0;
  for (const value of field!.data) sum += value;
  return sum / field!.data.length;
};

test("MNIST is the original", async () => {
  const { train, test: held, classes } = await mnist();
  assert.deepEqual(train.fields[0]!.shape, [60_000, 784]);
  assert.deepEqual(labels(train).slice(0, 5), [5, 0, 4, 1, 9]);
  assert.deepEqual(countsOf(train), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  assert.deepEqual(countsOf(held), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  assert.equal((meanOf(train) / 255).toFixed(4), "0.1307");
  assert.deepEqual(classes, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
});

test("the cut of Fashion-MNIST has the same number of images of each class", async () => {
  const { train, test: held, classes } = await fashionMnist({ cut: true });
  assert.deepEqual(train.fields[0]!.shape, [4000, 784]);
  assert.deepEqual(held.fields[0]!.shape, [1000, 784]);
  assert.deepEqual(countsOf(train), new Array<number>(10).fill(400));
  assert.deepEqual(countsOf(held), new Array<number>(10).fill(100));
  assert.deepEqual(
    [...labels(train).slice(0, 5), ...labels(held).slice(0, 5)].map((label) => classes[label]),
    [
      "ankle boot",
      "T-shirt/top",
      "T-shirt/top",
      "dress",
      "T-shirt/top",
      "ankle boot",
      "pullover",
      "trouser",
      "trouser",
      "shirt",
    ],
  );
  // The full set has a mean of 0.2860.
  assert.ok(Math.abs(meanOf(train) / 255 - 0.286) < 0.002);
});

const [, whole] = dataSets.find(({ name }) => name === "fashion-mnist")!.bundles;
const skip = locate(whole!) === undefined && "the Debian package is not on this machine";

test("Fashion-MNIST is the original, and the cut has its first images of each class", { skip }, async () => {
  const { train, test: held } = await fashionMnist();
  assert.deepEqual(train.fields[0]!.shape, [60_000, 784]);
  assert.deepEqual(countsOf(train), new Array<number>(10).fill(6000));
  assert.deepEqual(countsOf(held), new Array<number>(10).fill(1000));
  assert.equal((meanOf(train) / 255).toFixed(4), "0.2860");
  const cut = await fashionMnist({ cut: true });
  for (const [part, cutPart, each] of [
    [train, cut.train, 400],
    [held, cut.test, 100],
  ] as const) {
    const counts = new Array<number>(10).fill(0);
    const own = labels(part);
    const rows = Int32Array.from(own.keys()).filter((row) => counts[own[row]!]!++ < each);
    assert.deepEqual(part.select(rows).fields, cutPart.fields);
  }
});

test("digits are split by a seed, with the same proportion of each digit in both parts", async () => {
  const { train, test: held } = await digits();
  assert.deepEqual(train.fields[0]!.shape, [1437, 64]);
  assert.deepEqual(held.fields[0]!.shape, [360, 64]);
  const both = countsOf(train).map((count, digit) => count + countsOf(held)[digit]!);
  assert.deepEqual(both, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  for (const [digit, count] of countsOf(held).entries()) {
    assert.ok(Math.abs(count - (both[digit]! * 360) / 1797) < 1, `${count} of ${both[digit]} in class ${digit}`);
  }
  assert.equal(Math.max(...train.fields[0]!.data), 16);
  const pictures = (set: Any) => Array.from({ length: set.length }, (_, i) => row(set, i).join());
  // The first digit of the file is a 0, and no digit is in both parts.
  const first =
    "0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,0,3,15,2,0,11,8,0,0,4,12,0,0,8,8,0,0,5,8,0,0,9,8,0,0,4,11,0,1,12,7,0,0,2,14,5,10,12,0,0,0,0,6,13,10,0,0,0";
  assert.ok([...pictures(train), ...pictures(held)].includes(first));
  assert.equal(new Set([...pictures(train), ...pictures(held)]).size, 1797);
  assert.deepEqual((await digits({ seed: 0 })).test.fields, held.fields);
  assert.notDeepEqual((await digits({ seed: 1 })).test.fields, held.fields);
});

test("tables have the known first rows and counts", async () => {
  const tables = { iris: await iris(), wine: await wine(), penguins: await penguins(), cancer: await breastCancer() };
  for (const [name, { all, features, classes }] of Object.entries(tables)) {
    assert.equal(all.fields[0]!.shape[1], features.length, name);
    assert.deepEqual(
      all.fields.map(({ dtype }) => dtype),
      ["f32", "u8"],
      name,
    );
    assert.equal(countsOf(all).length, classes.length, name);
  }
  const { iris: flowers, wine: wines, penguins: birds, cancer } = tables;
  assert.deepEqual(row(flowers.all, 0), [5.1, 3.5, 1.4, 0.2]);
  assert.deepEqual(countsOf(flowers.all), [50, 50, 50]);
  assert.deepEqual(row(wines.all, 0), [14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065]);
  assert.deepEqual(countsOf(wines.all), [59, 71, 48]);
  assert.deepEqual(row(cancer.all, 0).slice(0, 4), [17.99, 10.38, 122.8, 1001]);
  assert.deepEqual(countsOf(cancer.all), [212, 357]);
  assert.equal(cancer.features[10], "radius error");
  // The fourth penguin of the file has no measurements.
  assert.deepEqual(
    [row(birds.all, 2), row(birds.all, 3)],
    [
      [40.3, 18, 195, 3250],
      [36.7, 19.3, 193, 3450],
    ],
  );
  assert.deepEqual(countsOf(birds.all), [151, 68, 123]);
});

test("moons are reproducible, and their parts are disjoint and independent", () => {
  const moons = twoMoons({ train: 2000, validation: 500, test: 500, noise: 0, seed: 7 });
  const parts = Object.values(moons) as Any[];
  const points = parts.flatMap((part) => Array.from({ length: part.length }, (_, i) => row(part, i).join()));
  assert.equal(points.length, 3000);
  const exact = parts.flatMap(({ fields: [field], length }) =>
    Array.from({ length }, (_, i) => field!.data.subarray(2 * i, 2 * i + 2).join()),
  );
  assert.equal(new Set(exact).size, 3000);
  assert.deepEqual(countsOf(moons.train), [1000, 1000]);
  for (let i = 0; i < 2000; i++) {
    const [x, y] = row(moons.train, i) as [number, number];
    const upper = i % 2 === 0;
    assert.ok(Math.abs(Math.hypot(upper ? x : x - 1, upper ? y : y - 0.5) - 1) < 1e-5);
    assert.ok(upper ? y > -1e-5 : y < 0.5 + 1e-5);
  }
  const other = twoMoons({ train: 10, validation: 500, test: 500, noise: 0, seed: 7 });
  assert.deepEqual(other.test.fields, moons.test.fields);
  assert.deepEqual(other.train.fields[0]!.data, moons.train.fields[0]!.data.subarray(0, 20));
  assert.notDeepEqual(twoMoons({ seed: 8 }).train.fields, twoMoons({ seed: 7 }).train.fields);
});

test("the noise of moons has the requested standard deviation", () => {
  const [clean, noisy] = [0, 0.25].map((noise) => twoMoons({ train: 5000, noise }).train.fields[0]!.data);
  const squares = Array.from(noisy!, (value, i) => (value - clean![i]!) ** 2);
  const deviation = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
  assert.ok(Math.abs(deviation - 0.25) < 0.01, String(deviation));
  assert.throws(() => twoMoons({ noise: -1 }), /^ArgumentError: the noise of two moons cannot be -1\n/);
  assert.throws(() => twoMoons({ test: 0.5 }), /^ArgumentError: the size of test cannot be 0.5\n/);
});
