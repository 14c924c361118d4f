/** Names of languages, kinds of words, and parts of pictures. */
import { type Text, cases, text } from "../text.ts";
import type { Language } from "./captions.ts";
import type { Condition, HiddenPart } from "./facts.ts";
import type { Kind } from "./kinds.ts";

export const languageNames: Readonly<Record<Language, Text>> = {
  en: text("English", "英文"),
  zh: text("Chinese", "中文"),
};

export const kindNames = (kind: Kind): Text =>
  cases(kind, {
    "skin tone": text("the skin tone", "肤色"),
    gender: text("the gender", "性别"),
    "what it is": text("the object", "画的是什么"),
    form: text("fixed words of all names", "固定格式的词"),
  });

export const partNames = (part: HiddenPart | "nothing"): Text =>
  cases(part, {
    nothing: text("nothing", "不遮"),
    attended: text("the most attended quarter", "注意力最大的四分之一"),
    drawn: text("a random quarter of the drawing", "图案里随机的四分之一"),
    least: text("the least attended quarter", "注意力最小的四分之一"),
  });

export const conditionNames = (condition: Condition): Text =>
  cases(condition, {
    own: text("with its picture", "看对应的图"),
    none: text("without a picture", "不看图"),
    other: text("with another picture", "看别的图"),
  });

/** Name of the end token in figures. */
export const endName = text("end", "结束");
