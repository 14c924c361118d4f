/** Quantities: digits, units, plurals, measure words, spreads and rounding, in both languages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { numbersIn } from "./numerals.ts";
import { type Spread, count, factor, nats, number, percent, points, ratio, seconds, seeds } from "./quantity.ts";
import type { Text } from "./text.ts";
import { checkText } from "./answer.ts";
import { summarize } from "./verdicts.ts";

/** Checks each text against its English and Chinese form. */
function expect(cases: readonly (readonly [text: Text, en: string, zh?: string])[]): void {
  for (const [text, en, zh = en] of cases) {
    assert.deepEqual({ ...text }, { en, zh });
    assert.deepEqual(checkText(text), []);
    assert.equal(numbersIn(en, "en").length, 1, en);
  }
}

test("counts have plurals and measure words", () => {
  expect([
    [count(35, "digit", "digits", "位"), "35 digits", "35 位"],
    [count(1, "digit", "digits", "位"), "1 digit", "1 位"],
    [count(0, "digit", "digits", "位"), "0 digits", "0 位"],
    [count(2.25, "digit", "digits", "位", { digits: 1 }), "2.3 digits", "2.3 位"],
    [count(50_000, "digit", "digits", "个数字"), "50,000 digits", "5 万个数字"],
    [count(1_000_000, "draw", "draws", "次采样"), "1 million draws", "100 万次采样"],
    [seeds(5), "5 seeds", "5 个随机种子"],
  ]);
});

test("numbers are grouped, and large ones have a unit", () => {
  expect([
    [number(2.34567), "2.35"],
    [number(2.34567, { digits: 1 }), "2.3"],
    [number(0.0005), "0.0005"],
    [number(0), "0"],
    [number(-2.5), "−2.5"],
    [number(1234), "1,234", "1234"],
    [number(12_345), "12,345"],
    [number(123_456_789), "123,456,789"],
    [number(85_123_456.7), "85.1 million", "8510 万"],
    [number(6.8e11), "680 billion", "6800 亿"],
    [number(1.5e12), "1.5 trillion", "1.5 万亿"],
    [number(1e300), "beyond 1,000 trillion", "超过 1000 万亿"],
    [number(0.001, { digits: 2 }), "less than 0.01", "不到 0.01"],
    [number(-0.001, { digits: 2 }), "almost 0", "几乎是 0"],
    [number(-1e-9), "almost 0", "几乎是 0"],
  ]);
});

test("percentages hide neither few errors nor few successes", () => {
  expect([
    [percent(0.984), "98.4%"],
    [percent(0.5), "50.0%"],
    [percent(0.5, { digits: 0 }), "50%"],
    [percent(1), "100%"],
    [percent(0), "0%"],
    [percent(0.9999), "more than 99.9%", "99.9% 以上"],
    [percent(0.0001), "less than 0.1%", "不到 0.1%"],
    [percent(1.08), "108.0%"],
    [percent(-0.032), "−3.2%"],
    [points(0.032), "3.2 percentage points", "3.2 个百分点"],
  ]);
});

test("small ratios are in words", () => {
  expect([
    [ratio(0.42), "42%"],
    [ratio(0.056), "5.6%"],
    [ratio(0.0056), "0.6%"],
    [ratio(0), "0%"],
    [ratio(5.6e-5), "about six in a hundred thousand", "约十万分之六"],
    [ratio(9.99e-4), "about one in a thousand", "约千分之一"],
    [ratio(3.2e-4), "about three in ten thousand", "约万分之三"],
    [ratio(1.6e-6), "about two in a million", "约百万分之二"],
    [ratio(5.3e-7), "less than one in a million", "不到百万分之一"],
    [ratio(5.3e-10), "less than one in a billion", "不到十亿分之一"],
    [ratio(5.3e-17), "less than one in a trillion", "不到万亿分之一"],
    [number(5.3e-7), "less than one in a million", "不到百万分之一"],
  ]);
});

test("multiples, entropies and durations have the digits that suit their size", () => {
  expect([
    [factor(3.21), "3.2 times", "3.2 倍"],
    [factor(24.4), "24 times", "24 倍"],
    [factor(1342), "1,300 times", "1300 倍"],
    [factor(8.5e7), "85 million times", "8500 万倍"],
    [factor(0.31), "0.31 times", "0.31 倍"],
    [nats(1.2345), "1.23 nats", "1.23 奈特"],
    [nats(-96.8, { digits: 1 }), "−96.8 nats", "−96.8 奈特"],
    [seconds(0), "0 seconds", "0 秒"],
    [seconds(0.0123), "12 milliseconds", "12 毫秒"],
    [seconds(3.14), "3.1 seconds", "3.1 秒"],
    [seconds(734.9), "12 minutes", "12 分钟"],
    [seconds(9000), "2.5 hours", "2.5 小时"],
  ]);
});

test("several seeds are a mean with its standard deviation", () => {
  const accuracy = summarize([0.982, 0.984, 0.986]);
  expect([
    [percent(accuracy), "98.4% ± 0.2%"],
    [percent({ mean: 0.99967, std: 0.00004 }), "99.967% ± 0.004%"],
    [percent({ mean: 0.5, std: 0 }), "50.0% ± 0.0%"],
    [percent({ mean: 1, std: 0 }), "100%"],
    [percent({ mean: 0, std: 0 }), "0%"],
    [percent(summarize([0.5])), "50.0%"],
    [points({ mean: 0.03, std: 0.01 }), "3.0 ± 1.0 percentage points", "3.0 ± 1.0 个百分点"],
    [nats({ mean: 1.25, std: 0.03 }), "1.25 ± 0.03 nats", "1.25 ± 0.03 奈特"],
    [number({ mean: 12.345, std: 0.2 }), "12.3 ± 0.2"],
    [factor({ mean: 24.4, std: 3 }), "24 ± 3 times", "24 ± 3 倍"],
    [count({ mean: 15.5, std: 2.1 }, "epoch", "epochs", "个回合"), "16 ± 2 epochs", "16 ± 2 个回合"],
    [seconds({ mean: 90, std: 3 }), "90 ± 3 seconds", "90 ± 3 秒"],
  ]);
});

test("values that are not finite are not printed", () => {
  for (const print of [number, percent, points, ratio, factor, nats, seconds, seeds]) {
    for (const value of [Number.NaN, Infinity, -Infinity, undefined as unknown as number]) {
      assert.throws(() => print(value).en, { name: "ArgumentError", message: new RegExp(`\\(${value}\\)`) });
    }
  }
  assert.throws(() => percent({ mean: 0.5, std: Number.NaN }).zh, /percent\(NaN\)/);
  assert.throws(() => count(Number.NaN, "digit", "digits", "位").en, /digits\(NaN\)/);
  assert.throws(() => ratio(-0.1).en, /ratio\(-0\.1\) .*at least 0/s);
});

test("every magnitude is one readable number, equal in both languages", () => {
  const counted = (value: number | Spread) => count(value, "step", "steps", "步");
  for (const print of [number, counted, percent, points, factor, nats, seconds]) {
    for (const mantissa of [0, 1, -1, 1.5, 9.4999, 9.96, 9.9996, -9.9996]) {
      for (let exponent = -20; exponent <= 20; exponent++) {
        const value = mantissa * 10 ** exponent;
        const std = Math.abs(value) / 7;
        for (const text of [print(value), print({ mean: value, std }), print({ mean: value, std: 0 })]) {
          assert.deepEqual(checkText(text), [], `${print.name}(${value})`);
          assert.equal(numbersIn(text.en, "en").length, 1, text.en);
        }
      }
    }
  }
});

test("the numbers of a text are found in both languages", () => {
  assert.deepEqual(numbersIn("CD-25 and LeNet-5 at h1 in 2-D: 98.4% ± 0.2%, 50,000 and 3 million.", "en"), [
    "3000000",
    "50000",
    "98.4% ± 0.2%",
  ]);
  assert.deepEqual(numbersIn("CD-25 和 LeNet-5：98.4% ± 0.2%，5 万和 300 万。", "zh"), [
    "3000000",
    "50000",
    "98.4% ± 0.2%",
  ]);
  assert.deepEqual(numbersIn("one in a million, one in two", "en"), numbersIn("百万分之一，一半", "zh"));
});
