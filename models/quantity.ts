/**
 * Quantities: printed numbers that own their digits, units, plurals and Chinese measure words. Each accepts a number, or
 * the mean and standard deviation of several seeds, printed as "98.4% ± 0.2%". A quantity that is not finite throws an
 * ArgumentError when it is printed; `say` adds the name of its slot.
 */
import { ArgumentError } from "hebb";
import { decimal, deviating, fraction, significant } from "./numerals.ts";
import type { Text } from "./text.ts";
import { spaced } from "./typography.ts";

/** Mean and standard deviation of repeated measurements. The deviation of a single measurement is null. */
export interface Spread {
  readonly mean: number;
  readonly std: number | null;
}

export interface Digits {
  /** Digits after the decimal point. */
  readonly digits?: number;
}

/** Returns a number. Default digits: three significant digits, integers exactly, or as many as its deviation has. */
export function number(value: number | Spread, { digits }: Digits = {}): Text {
  return quantity("number", value, (mean, std) => {
    if (std !== null && (std >= 1e-6 || digits !== undefined)) return spreading(mean, std, digits ?? 0);
    if (mean !== 0 && Math.abs(mean) < 1e-6 && digits === undefined) return mean > 0 ? fraction(mean) : nearZero;
    return digits === undefined ? significant(mean) : bounded(mean, digits);
  });
}

/** Returns a number of things: "35 digits" and "35 位". The last word is the Chinese measure word, with its noun. */
export function count(
  value: number | Spread,
  singular: string,
  plural: string,
  chinese: string,
  options: Digits = {},
): Text {
  return quantity(plural, value, () => {
    const { en, zh } = number(value, options);
    return { en: `${en} ${en === "1" ? singular : plural}`, zh: spaced(`${zh}${chinese}`) };
  });
}

/** Returns the number of random seeds of a measurement. */
export const seeds = (value: number): Text => count(value, "seed", "seeds", "个随机种子");

/** Returns a fraction as a percentage. Default digits: 1. */
export function percent(value: number | Spread, { digits = 1 }: Digits = {}): Text {
  return quantity("percent", value, (mean, std) => {
    // All or none, with every seed.
    if ((mean === 0 || mean === 1) && !std) return affixed(decimal(100 * mean, 0), "%");
    if (std !== null) return spreading(100 * mean, 100 * std, digits, "%");
    const rounds = Number((100 * mean).toFixed(digits)) === 100 && mean < 1;
    if (!rounds) return affixed(bounded(100 * mean, digits), "%");
    // Rounding must not turn a few errors into none.
    const most = (100 - 10 ** -digits).toFixed(digits);
    return { en: `more than ${most}%`, zh: `${most}% 以上` };
  });
}

/** Returns a difference of two fractions in percentage points. Default digits: 1. */
export function points(value: number | Spread, { digits = 1 }: Digits = {}): Text {
  return quantity("points", value, (mean, std) =>
    united(
      std === null ? bounded(100 * mean, digits) : spreading(100 * mean, 100 * std, digits),
      "percentage points",
      "个百分点",
    ),
  );
}

/** Returns a share of a whole: a percentage, or "about six in a hundred thousand" if it is tiny. */
export function ratio(value: number): Text {
  return quantity("ratio", value, (share) => {
    if (share < 0) return unprintable("ratio", share);
    if (share > 0 && share < 1e-3) return fraction(share);
    return percent(share, { digits: share >= 0.1 ? 0 : 1 });
  });
}

/** Returns a multiple: "3.2 times" and "3.2 倍". */
export function factor(value: number | Spread): Text {
  return quantity("factor", value, (mean, std) => {
    const rounded = Math.abs(mean) < 100 ? mean : Number(mean.toPrecision(2));
    return united(
      std === null ? bounded(rounded, placesOf(mean)) : spreading(mean, std, placesOf(mean)),
      "times",
      "倍",
    );
  });
}

/** Returns an entropy, a cross entropy or a log-likelihood. Default digits: 2. */
export function nats(value: number | Spread, { digits = 2 }: Digits = {}): Text {
  return quantity("nats", value, () => united(number(value, { digits }), "nats", "奈特"));
}

const times = [
  { most: 0.9995e-3, seconds: 1e-6, en: "microseconds", zh: "微秒" },
  { most: 0.9995, seconds: 1e-3, en: "milliseconds", zh: "毫秒" },
  { most: 120, seconds: 1, en: "seconds", zh: "秒" },
  { most: 7200, seconds: 60, en: "minutes", zh: "分钟" },
  { most: Infinity, seconds: 3600, en: "hours", zh: "小时" },
] as const;

/** Returns a duration in the unit that suits its size. */
export function seconds(value: number | Spread): Text {
  return quantity("seconds", value, (mean, std) => {
    const unit = times.find(({ most, seconds }) => Math.abs(mean) < most && (mean !== 0 || seconds === 1))!;
    const [center, spread] = [mean / unit.seconds, std === null ? null : std / unit.seconds];
    const digits = center === 0 ? 0 : Math.min(placesOf(center), 1);
    const printed = spread === null ? bounded(center, digits) : spreading(center, spread, digits);
    return united(printed, unit.en, unit.zh);
  });
}

const nearZero: Text = { en: "almost 0", zh: "几乎是 0" };

/** Returns the number with this many digits; "less than 0.01" instead of "0.00". Large numbers are rounded. */
function bounded(x: number, digits: number): Text {
  if (Math.abs(x) >= 1e4) return decimal(Math.abs(x) < 1e6 ? x : Number(x.toPrecision(3)), 0);
  if (x === 0 || Number(x.toFixed(digits)) !== 0) return decimal(x, digits);
  const least = (10 ** -digits).toFixed(digits);
  return x > 0 ? { en: `less than ${least}`, zh: `不到 ${least}` } : nearZero;
}

/**
 * Returns "mean ± deviation" with at least `least` digits, and one significant digit of the deviation if that is more.
 * A deviation of at least 100 has two significant digits. If both round to 0, returns a bound of the mean.
 */
function spreading(mean: number, std: number, least: number, unit = ""): Text {
  if (Math.abs(mean) >= 1e15 || std >= 1e15) return affixed(bounded(mean, least), unit);
  const digits = Math.max(least, std >= 1e-6 ? -Math.floor(Math.log10(std)) : 0);
  if (mean !== 0 && [mean, std].every((x) => Number(x.toFixed(digits)) === 0))
    return affixed(bounded(mean, digits), unit);
  const place = std >= 100 ? 10 ** (Math.floor(Math.log10(std)) - 1) : null;
  const [center, spread] = [mean, std].map((x) => (place === null ? x : Math.round(x / place) * place)) as [
    number,
    number,
  ];
  return deviating(center, spread, place === null ? digits : 0, unit);
}

/** Digits of a positive or negative multiple, so that it has about two significant digits. */
const placesOf = (x: number): number => (Math.abs(x) >= 9.95 ? 0 : Math.abs(x) >= 0.995 ? 1 : 2);

const affixed = ({ en, zh }: Text, unit: string): Text => ({ en: en + unit, zh: zh + unit });

const united = (value: Text, en: string, zh: string): Text => ({
  en: `${value.en} ${en}`,
  zh: spaced(`${value.zh}${zh}`),
});

/** Prints the mean and the deviation of a value if both are finite. */
function quantity(kind: string, value: number | Spread, print: (mean: number, std: number | null) => Text): Text {
  const { mean, std } = typeof value === "object" ? value : { mean: value, std: null };
  if (!Number.isFinite(mean)) return unprintable(kind, mean);
  return std === null || Number.isFinite(std) ? print(mean, std) : unprintable(kind, std);
}

/** A quantity that throws when it is printed, because only then the name of its slot is known. */
function unprintable(kind: string, value: number): Text {
  const fail = (): never => {
    throw new ArgumentError(`${kind}(${value}) cannot be printed`, {
      rule: "A quantity is a finite number; a ratio is at least 0.",
      fix: "Choose the text by `cases` if the measurement can be missing.",
    });
  };
  return {
    get en() {
      return fail();
    },
    get zh() {
      return fail();
    },
  };
}
