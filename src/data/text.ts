/** Texts: conversion to bytes, splits at the ends of paragraphs, and sample passages. */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf } from "../base/threefry.ts";
import type { Parts } from "./drawn.ts";
import type { TextSample } from "./sample.ts";
import type { Values } from "./values.ts";

/** Options of `splitText`. */
export interface TextSplit {
  /** Fraction of the characters in the validation part. Default 0.05. */
  readonly validation?: number;
  /** Fraction of the characters in the test part. Default 0.05. */
  readonly test?: number;
}

/**
 * Splits `text` at the ends of paragraphs into training, validation and test parts, in this order. Their concatenation
 * is the text. Throws an ArgumentError unless the fractions are at least 0 and their sum is below 1.
 */
export function splitText(text: string, { validation = 0.05, test = 0.05 }: TextSplit = {}): Parts<string> {
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new ArgumentError(
      `a text cannot be split into fractions of ${validation} for validation and ${test} for test`,
      {
        rule: "Both must be at least 0, and their sum below 1.",
      },
    );
  }
  const first = paragraphEnd(text, (1 - validation - test) * text.length);
  const second = test === 0 ? text.length : Math.max(first, paragraphEnd(text, (1 - test) * text.length));
  return { train: text.slice(0, first), validation: text.slice(first, second), test: text.slice(second) };
}

/** End of the paragraph at `position`, including the blank lines after it. */
function paragraphEnd(text: string, position: number): number {
  const blank = /\n\n+/g;
  blank.lastIndex = Math.max(0, Math.round(position) - 2);
  return blank.exec(text) === null ? text.length : blank.lastIndex;
}

/** Encodes a text as an array of bytes. */
export function bytesOf(text: string): Values {
  const data = new TextEncoder().encode(text);
  return { data, shape: [data.length] };
}

/** Decodes an array of bytes as a text. */
export function textOf({ data }: Values): string {
  return new TextDecoder().decode(data);
}

/** Random passage of whole paragraphs, with at least `length` characters if the text is long enough. */
export function passage(text: string, length: number, seed: number): TextSample {
  const starts = [0, ...[...text.matchAll(/\n\n+/g)].map((match) => match.index + match[0].length)];
  const usable = starts.filter((start) => start + length <= text.length);
  const start = usable[foldIn(keyOf(seed), 0)[0] % usable.length] ?? 0;
  const end = starts.find((next) => next >= start + length) ?? text.length;
  return { kind: "text", passages: [text.slice(start, end).trim()] };
}
