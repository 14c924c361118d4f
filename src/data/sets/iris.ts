/** Iris: three species of flowers with four measurements (Fisher, 1936). */
import { decodeRows, defineTable } from "../table.ts";

/** `iris` loads 150 rows of 4 features f32 with labels u8. Rejects with a DataError if the file is not the original. */
export const [irisSet, iris] = defineTable({
  name: "iris",
  title: "Iris",
  chinese: "鸢尾花",
  summary: "four lengths of a flower; the class is one of three species",
  size: "150 flowers, 50 of each species",
  source:
    "R. A. Fisher, UCI repository; copy of scikit-learn 1.2.1 (Debian python3-sklearn), which corrects two errors",
  license: "BSD-3-Clause",
  citation: "R. A. Fisher: The use of multiple measurements in taxonomic problems. Annals of Eugenics 7 (1936)",
  features: ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
  classes: ["setosa", "versicolor", "virginica"],
  bundle: {
    set: "iris",
    origin: { kind: "library" },
    files: [
      {
        name: "iris.csv",
        length: 2734,
        sha256: "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
      },
    ],
    decode: ([file]) => decodeRows(file!, "iris.csv"),
    layout: 1,
  },
});
