/** Penguins of the Palmer Archipelago: four measures, three species. */
import { decodeCsv, numberIn } from "../csv.ts";
import type { Arrays } from "../set.ts";
import { collect, defineTable } from "../table.ts";

const source = "penguins.csv";
const classes = ["Adelie", "Chinstrap", "Gentoo"];

export const [penguinsSet, penguins] = defineTable({
  name: "penguins",
  title: "Palmer penguins",
  chinese: "帕尔默企鹅",
  summary: "bill, flipper and mass of a penguin, and which of three species it is",
  size: "342 penguins: 151 Adelie, 68 Chinstrap, 123 Gentoo; two of the file's 344 were not measured and are left out",
  source: "K. Gorman and the Palmer Station LTER, by A. Horst; npm package vega-datasets 3.2.1",
  license: "CC0-1.0",
  citation:
    "K. B. Gorman, T. D. Williams, W. R. Fraser: Ecological sexual dimorphism and environmental variability within a community of Antarctic penguins. PLoS ONE 9 (2014)",
  features: ["bill length (mm)", "bill depth (mm)", "flipper length (mm)", "body mass (g)"],
  classes,
  bundle: {
    set: "penguins",
    origin: { kind: "library" },
    files: [
      {
        name: source,
        length: 13_486,
        sha256: "b32bef8058f7f19a81f58ee446e6422bbde1d4880a23bfff4d891e765d0c370a",
      },
    ],
    decode: ([file]) => decode(file!),
    layout: 1,
  },
});

/**
 * Lines of species, island, four measures, sex. A penguin without measures is left out, since to fill them in by means
 * of others would leak from one part of a split into the other; island and sex, which is missing in more, are not used.
 */
function decode(file: Uint8Array): Arrays<"features" | "labels"> {
  const lines = decodeCsv(file, source).slice(1);
  const measured = lines.filter((cells) => cells.slice(2, 6).every((cell) => cell !== ""));
  return collect(
    measured.map(([species, , ...cells]) => [
      ...cells.slice(0, 4).map((cell) => numberIn(cell, source)),
      classes.indexOf(species!),
    ]),
  );
}
