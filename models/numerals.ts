/** Numbers written in English and Chinese: digits, large units, and small fractions in words. */
import { namesWithDigits } from "./names.ts";
import type { Language, Text } from "./text.ts";

interface Unit {
  readonly value: number;
  readonly en: string;
  readonly zh: string;
}

const largest: readonly Unit[] = [
  { value: 1e12, en: "trillion", zh: "万亿" },
  { value: 1e9, en: "billion", zh: "十亿" },
  { value: 1e6, en: "million", zh: "百万" },
];

/** Powers of ten by which Chinese counts. */
const myriads = [
  { value: 1e12, zh: "万亿" },
  { value: 1e8, zh: "亿" },
  { value: 1e4, zh: "万" },
] as const;

/** Denominators of fractions in words. */
const denominators: readonly Unit[] = [
  { value: 1e3, en: "a thousand", zh: "千" },
  { value: 1e4, en: "ten thousand", zh: "万" },
  { value: 1e5, en: "a hundred thousand", zh: "十万" },
  ...largest.map(({ value, en, zh }) => ({ value, en: `a ${en}`, zh })).reverse(),
];

const numerators = {
  en: ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
  zh: "一二三四五六七八九".split(""),
};

/** Returns the number with this many digits after the point. Large round numbers have a unit: "3 million", "300 万". */
export function decimal(x: number, digits: number): Text {
  const sign = x < 0 && Number(x.toFixed(digits)) !== 0 ? "−" : "";
  if (Math.abs(x) >= 1e15) return { en: `beyond ${sign}1,000 trillion`, zh: `超过 ${sign}1000 万亿` };
  const fixed = Math.abs(x).toFixed(digits);
  return { en: sign + english(fixed), zh: sign + chinese(fixed) };
}

/** Returns the number with three significant digits; an integer exactly. */
export function significant(x: number): Text {
  const rounded = Number.isInteger(x) ? x : Number(x.toPrecision(3));
  const [, places = ""] = rounded.toFixed(12).replace(/0+$/, "").split(".");
  return decimal(rounded, places.length);
}

function english(fixed: string): string {
  const value = Number(fixed);
  const unit = value % 1e4 === 0 ? largest.find((one) => value >= one.value) : undefined;
  return unit === undefined ? grouped(fixed) : `${grouped(quotient(value, unit.value))} ${unit.en}`;
}

function chinese(fixed: string): string {
  const value = Number(fixed);
  const unit = value % 1e3 === 0 ? myriads.find((one) => value >= one.value) : undefined;
  if (unit !== undefined) return `${quotient(value, unit.value)} ${unit.zh}`;
  return plain(fixed);
}

const quotient = (value: number, unit: number): string => String(Number((value / unit).toPrecision(12)));

/** Returns "mean ± deviation" with this many digits after the point, and `unit` after both. */
export function deviating(mean: number, std: number, digits: number, unit: string): Text {
  const [center, spread] = [mean, std].map((x) => Math.abs(x).toFixed(digits)) as [string, string];
  const sign = mean < 0 && Number(center) !== 0 ? "−" : "";
  const written = (shown: (fixed: string) => string) => `${sign}${shown(center)}${unit} ± ${shown(spread)}${unit}`;
  return { en: written(grouped), zh: written(plain) };
}

/** Chinese groups only numbers of at least five digits. */
const plain = (fixed: string): string => (Number(fixed) < 1e4 ? fixed : grouped(fixed));

/** Inserts commas between groups of three digits before the point. */
function grouped(fixed: string): string {
  const [integer = "", ...places] = fixed.split(".");
  return [integer.replace(/\d(?=(?:\d{3})+$)/g, "$&,"), ...places].join(".");
}

/**
 * Returns a positive fraction below one percent in words: "about six in a hundred thousand". Fractions below one in a
 * million are bounded by a power of ten.
 */
export function fraction(x: number): Text {
  const bound = largest.find(({ value }) => x * value < 1);
  if (bound !== undefined) return { en: `less than one in a ${bound.en}`, zh: `不到${bound.zh}分之一` };
  const unit = denominators.find(({ value }) => x * value >= 0.95)!;
  const numerator = Math.round(x * unit.value) - 1;
  return {
    en: `about ${numerators.en[numerator]} in ${unit.en}`,
    zh: `约${unit.zh}分之${numerators.zh[numerator]}`,
  };
}

const alternatives = (words: readonly string[]): string => words.toSorted((a, b) => b.length - a.length).join("|");

const digits = String.raw`\d+(?:,\d{3})*(?:\.\d+)?%?`;
const spread = `−?${digits}(?: ± ${digits})?`;

/** Values of the units after numbers. */
const units: Readonly<Record<Language, ReadonlyMap<string, number>>> = {
  en: new Map(largest.map(({ en, value }) => [en, value])),
  zh: new Map(myriads.map(({ zh, value }) => [zh, value])),
};

const inDigits = (language: Language): string => `(${spread})(?: ?(${alternatives([...units[language].keys()])}))?(%)?`;

/** A number in digits with its unit and percent sign, or a fraction in words. */
const patterns: Readonly<Record<Language, RegExp>> = {
  en: new RegExp(
    `${inDigits("en")}|(?<numerator>${alternatives(numerators.en)}) in ` +
      `(?<denominator>${alternatives(denominators.map(({ en }) => en))})`,
    "gu",
  ),
  zh: new RegExp(
    `${inDigits("zh")}|(?<denominator>${alternatives(denominators.map(({ zh }) => zh))})分之` +
      `(?<numerator>[${numerators.zh.join("")}])`,
    "gu",
  ),
};

/** Words that end with digits, such as "CD-25" and "h1", and the names of names.ts. */
const named = new RegExp(String.raw`${alternatives(namesWithDigits)}|\p{L}(?<!\p{sc=Han})-?\d+`, "gu");

/**
 * Returns the numbers that a text states, in an order that does not depend on the language: numbers in digits, with
 * their standard deviation as one, and fractions in words. Digits of names such as "LeNet-5" are no numbers.
 */
export function numbersIn(text: string, language: Language): string[] {
  const found = [...text.replace(named, "").matchAll(patterns[language])];
  return found.map((match) => canonical(match, language)).sort();
}

/** Returns the same text for equal numbers in both languages. */
function canonical(match: RegExpMatchArray, language: Language): string {
  const [, number, unit, percent = ""] = match;
  if (number === undefined) {
    const { numerator, denominator } = match.groups!;
    const { value } = denominators.find((one) => one[language] === denominator)!;
    return `${numerators[language].indexOf(numerator!) + 1}/${value}`;
  }
  const digits = number.replaceAll(",", "").replace("−", "-");
  if (unit === undefined) return digits + percent;
  return Number((Number(digits) * units[language].get(unit)!).toPrecision(12)) + percent;
}
