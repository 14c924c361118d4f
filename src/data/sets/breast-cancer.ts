/**
 * Breast cancer, Wisconsin (diagnostic): features of cell nuclei in images of a fine needle aspirate, and the
 * diagnosis.
 */
import { decodeRows, defineTable } from "../table.ts";

const measured = [
  "radius",
  "texture",
  "perimeter",
  "area",
  "smoothness",
  "compactness",
  "concavity",
  "concave points",
  "symmetry",
  "fractal dimension",
];

/**
 * `breastCancer` loads 569 rows of 30 features f32 with labels u8: 0 malignant, 1 benign. Rejects with a DataError if
 * the file is not the original.
 */
export const [breastCancerSet, breastCancer] = defineTable({
  name: "breast-cancer",
  title: "Breast cancer, Wisconsin (diagnostic)",
  chinese: "威斯康星乳腺癌诊断",
  summary: "thirty measurements of cell nuclei; classes malignant and benign",
  size: "569 patients: 212 malignant, 357 benign",
  source:
    "W. H. Wolberg, W. N. Street, O. L. Mangasarian, UCI repository; copy of scikit-learn 1.2.1 (Debian python3-sklearn)",
  license: "BSD-3-Clause",
  citation:
    "W. N. Street, W. H. Wolberg, O. L. Mangasarian: Nuclear feature extraction for breast tumor diagnosis. SPIE 1905 (1993)",
  // For each measurement: the mean over the nuclei, its standard error, and the mean of the three largest values.
  features: [
    ...measured.map((name) => `mean ${name}`),
    ...measured.map((name) => `${name} error`),
    ...measured.map((name) => `worst ${name}`),
  ],
  classes: ["malignant", "benign"],
  bundle: {
    set: "breast-cancer",
    origin: { kind: "library" },
    files: [
      {
        name: "breast-cancer.csv",
        length: 119_913,
        sha256: "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
      },
    ],
    decode: ([file]) => decodeRows(file!, "breast-cancer.csv"),
    layout: 1,
  },
});
