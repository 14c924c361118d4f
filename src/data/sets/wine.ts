/** Wine: chemical measurements of wines from three cultivars of one region of Italy. */
import { decodeRows, defineTable } from "../table.ts";

/**
 * `wine` loads 178 rows of 13 features f32 with labels u8. Rejects with a DataError if the file is not the original.
 */
export const [wineSet, wine] = defineTable({
  name: "wine",
  title: "Wine",
  chinese: "葡萄酒",
  summary: "thirteen chemical measurements of a wine; the class is one of three cultivars",
  size: "178 wines: 59, 71 and 48",
  source: "M. Forina et al., UCI repository; copy of scikit-learn 1.2.1 (Debian python3-sklearn)",
  license: "BSD-3-Clause",
  citation:
    "M. Forina, S. Lanteri, C. Armanino et al.: PARVUS, an extendible package for data exploration, classification and correlation. Genoa (1988)",
  features: [
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "OD280/OD315",
    "proline",
  ],
  classes: ["cultivar 1", "cultivar 2", "cultivar 3"],
  bundle: {
    set: "wine",
    origin: { kind: "library" },
    files: [
      {
        name: "wine.csv",
        length: 11_157,
        sha256: "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
      },
    ],
    decode: ([file]) => decodeRows(file!, "wine.csv"),
    layout: 1,
  },
});
