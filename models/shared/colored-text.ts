/** A text whose characters are colored by values, such as those of a gate, drawn once for each series of values. */
import type { Structure, StructureNode, StructureScale, Words } from "../figure.ts";

export interface ColoredText {
  readonly title: Words;
  /** Text for readers who cannot see the figure. */
  readonly description: Words;
  /** Characters; a space is an empty cell. */
  readonly characters: readonly string[];
  /** One value for each character, with the meaning of the values. */
  readonly series: readonly { readonly label: Words; readonly values: readonly number[] }[];
  readonly scale: StructureScale;
  /** Number of characters in a line. Default 34. */
  readonly columns?: number;
}

/** Side of a character's cell in units of the grid. */
const side = 0.5;
/** Height of the label of a series. */
const head = 0.7;

export function coloredText(options: ColoredText): Structure {
  const { title, description, characters, series, scale, columns = 34 } = options;
  const lines = Math.ceil(characters.length / columns);
  const nodes = series.flatMap(({ label, values }, s) => {
    const top = s * (lines * side + head);
    return Array.from({ length: lines }, (_, line): StructureNode => {
      const [from, to] = [line * columns, Math.min((line + 1) * columns, characters.length)];
      const width = (to - from) * side;
      return {
        id: `${s}-${line}`,
        shape: "cells",
        at: [width / 2, top + (line + 0.5) * side],
        ...(line === 0 && { caption: { text: label, side: "above" } }),
        cells: {
          rows: 1,
          columns: to - from,
          size: side,
          values: [values.slice(from, to)],
          texts: [characters.slice(from, to).map(literal)],
        },
      };
    });
  });
  return { kind: "structure", title, description, nodes, scale };
}

/** A character that is not set as a symbol of a formula. */
const literal = (character: string): string => (character.trim() === "" ? "" : `\\${character}`);
