/** Penguins of the Palmer Archipelago: four measurements, three species. */
import { decodeCsv, numberIn } from "../csv.ts";
import type { Arrays } from "../set.ts";
import { collect, defineTable } from "../table.ts";

const source = "penguins.csv";
const classes = ["Adelie", "Chinstrap", "Gentoo"];

/**
 * `penguins` loads 342 rows of 4 features f32 with labels u8. Rejects with a DataError if the file is not the original.
 */
export const [penguinsSet, penguins] = defineTable({
  name: "penguins",
  title: "Palmer penguins",
  chinese: "帕尔默群岛企鹅",
  summary: "bill, flipper and body mass of a penguin; the class is one of three species",
  size: "342 penguins: 151 Adelie, 68 Chinstrap, 123 Gentoo; two of 344 without measurements are omitted",
  source: "K. Gorman and the Palmer Station LTER, A. Horst; npm package vega-datasets 3.2.1",
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
 * Decodes lines of species, island, four measurements and sex. Penguins without measurements are omitted: imputing
 * means would leak information between the parts of a split. Island and sex, which is often missing, are not used.
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
