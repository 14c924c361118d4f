/** Figures with their texts in one language: what the renderer draws. */
import type * as data from "../../models/figure.ts";
import type { Language, Text } from "../../models/language.ts";

/** The type of data after `inLanguage`: texts are strings. */
export type Shown<T> = T extends Text
  ? string
  : T extends ArrayLike<number>
    ? T
    : T extends object
      ? { readonly [Key in keyof T]: Shown<T[Key]> }
      : T;

export type Figure = Shown<data.Figure>;
export type Chart = Shown<data.Chart>;
export type Axis = Shown<data.Axis>;
export type Layer = Shown<data.Layer>;
export type Field = Shown<data.Field>;
export type Heatmap = Shown<data.Heatmap>;
export type Pictures = Shown<data.Pictures>;
export type Picture = Shown<data.Picture>;
export type Graph = Shown<data.Graph>;
export type GraphNode = Shown<data.GraphNode>;
export type GraphEdge = Shown<data.GraphEdge>;
export type Panels = Shown<data.Panels>;
export type Structure = Shown<data.Structure>;
export type StructureNode = Shown<data.StructureNode>;
export type StructureEdge = Shown<data.StructureEdge>;
export type StructureGroup = Shown<data.StructureGroup>;
export type StructureKey = Shown<data.StructureKey>;
export type StructureScale = Shown<data.StructureScale>;
export type Cells = Shown<data.Cells>;

/** Returns the words in a language. */
export function wordsIn(words: data.Words, language: Language): string {
  return typeof words === "string" ? words : words[language];
}

/** Returns a figure, or a part of one, with all its texts in a language. Arrays of numbers are not copied. */
export function inLanguage<T>(value: T, language: Language): Shown<T> {
  return shown(value, language) as Shown<T>;
}

function shown(value: unknown, language: Language): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === "number") ? value : value.map((item) => shown(item, language));
  }
  if (isText(value)) return wordsIn(value, language);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shown(part, language)]));
}

function isText(value: object): value is Text {
  return "en" in value && "zh" in value;
}
