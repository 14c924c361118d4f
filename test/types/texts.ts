/**
 * Texts and verdicts that the types must accept or reject. The compiler checks this file; it never runs. TypeScript
 * reports an unused `@ts-expect-error`, so a text that is no longer rejected fails the check.
 */
import { percent } from "../../models/quantity.ts";
import { type Text, cases, name, say, text } from "../../models/text.ts";
import { type Summary, distinguishable, trend } from "../../models/verdicts.ts";

export function refused(share: Text, lengths: Text, computed: string, a: Summary, b: Summary): void {
  // Both languages have the same slots, and each slot has a value.
  say({ share, lengths }, "{share} of {lengths} in LeNet-5 and L2.", "{lengths}中的 {share}，见 LeNet-5。");
  say({ share }, "{share}, again {share}.", "{share}。");
  say({}, "No slot.", "没有数。");
  // @ts-expect-error: the English text has a slot without a value
  say({ share }, "{share} of {lengths}.", "{share}。");
  // @ts-expect-error: the Chinese text has a slot without a value
  say({ share }, "{share}.", "{lengths}中的 {share}。");
  // @ts-expect-error: the Chinese text lacks a slot
  say({ share }, "{share}.", "一些。");
  // @ts-expect-error: the English text lacks a slot
  say({ share, lengths }, "{share}.", "{lengths}中的 {share}。");
  // @ts-expect-error: a slot is misspelled
  say({ share }, "{shares}.", "{share}。");
  // @ts-expect-error: a fixed text has no slots
  text("The {share}", "比例");

  // Both languages are present.
  // @ts-expect-error: the Chinese text is missing
  say({ share }, "{share}.");
  // @ts-expect-error: the Chinese text is empty
  say({ share }, "{share}.", "");
  // @ts-expect-error: the English text is empty
  text("", "准确率");
  // @ts-expect-error: a text has two languages
  const half: Text = { en: "accuracy" };

  // Numbers are quantities.
  text("Filters of LeNet-5 in 2-D", "LeNet-5 的滤波器");
  // @ts-expect-error: a digit in the English text
  say({ share }, "{share} of 10.", "{share}。");
  // @ts-expect-error: a digit in the Chinese text
  say({ share }, "{share}.", "10 个里有 {share}。");
  // @ts-expect-error: a digit beside names
  say({ share }, "{share} of L1, 4 and L2.", "{share}。");
  // @ts-expect-error: a name that is not listed in names.ts
  text("ResNet-20", "残差网络");
  // @ts-expect-error: a number is not a quantity
  say({ share: 0.98 }, "{share}.", "{share}。");
  // @ts-expect-error: a string has one language
  say({ share: "98%" }, "{share}.", "{share}。");

  // Texts are literals, whose slots the compiler can see.
  // @ts-expect-error: a computed text
  say({ share }, computed, "{share}。");
  // @ts-expect-error: a text with a computed part
  text(`The ${computed}`, "比例");
  // @ts-expect-error: a concatenated text
  text("The " + computed, "比例");
  say({ computed: name(computed) }, "The {computed}.", "{computed}。");

  // Every verdict has a text.
  const [yes, no, unclear] = [text("Yes.", "是。"), text("No.", "不是。"), text("Unclear.", "没有测出差别。")];
  cases(distinguishable(a, b), { "a is larger": yes, "b is larger": no, unclear });
  cases(distinguishable(a, b), { "a is larger": () => yes, "b is larger": no, unclear });
  // @ts-expect-error: a verdict has no text
  cases(distinguishable(a, b), { "a is larger": yes, "b is larger": no });
  // @ts-expect-error: no such verdict
  cases(distinguishable(a, b), { "a is larger": yes, "b is larger": no, unclear, "about equal": no });
  // @ts-expect-error: verdicts of another kind
  cases(trend([a, b]), { "a is larger": yes, "b is larger": no, unclear });
  // @ts-expect-error: a text has two languages
  cases(distinguishable(a, b), { "a is larger": "Yes.", "b is larger": no, unclear });

  // Quantities print numbers or summaries.
  percent(a, { digits: 2 });
  // @ts-expect-error: a text is not a number
  percent("98%");
  // @ts-expect-error: the option is misspelled
  percent(0.98, { digit: 2 });

  use(half);
}

function use(..._values: readonly unknown[]): void {}
