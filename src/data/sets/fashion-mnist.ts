/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothing in the format of MNIST
 * (Xiao, Rasul, Vollgraf, 2017), from the Debian package dataset-fashion-mnist. A cut of 4,000 and 1,000 images is
 * included in the library.
 */
import { load } from "../load.ts";
import { decodePictures, type PictureName, type PictureParts, pictureParts, pictureRows } from "../pictures.ts";
import { pictureSample } from "../sample.ts";
import type { Bundle, DataFile, DataOptions, DataSet } from "../set.ts";

const set = "fashion-mnist";

const files: readonly DataFile[] = [
  {
    name: "train-images-idx3-ubyte",
    length: 47_040_016,
    sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  },
  {
    name: "train-labels-idx1-ubyte",
    length: 60_008,
    sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  },
  {
    name: "t10k-images-idx3-ubyte",
    length: 7_840_016,
    sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  },
  {
    name: "t10k-labels-idx1-ubyte",
    length: 10_008,
    sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  },
];

const cutFiles: readonly DataFile[] = [
  {
    name: "cut-train-images-idx3-ubyte",
    length: 3_136_016,
    sha256: "79d623aea6e7cb0a26f39b67b8f6ab9a128a528d86fb83ae6a2dadd855d235f7",
  },
  {
    name: "cut-train-labels-idx1-ubyte",
    length: 4008,
    sha256: "772372ea466aaed0dd35563ab81842183d895343685c455be5aa62268fc52044",
  },
  {
    name: "cut-t10k-images-idx3-ubyte",
    length: 784_016,
    sha256: "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef",
  },
  {
    name: "cut-t10k-labels-idx1-ubyte",
    length: 1008,
    sha256: "3128d790775889812b73c4f13923559c8b9e281d112c6ea7862acf60a206a909",
  },
];

const all: Bundle<PictureName> = {
  set,
  part: "all",
  origin: { kind: "debian", package: "dataset-fashion-mnist", directory: "usr/share/datasets/fashion-mnist" },
  files,
  decode: (contents) => decodePictures(contents, files),
  layout: 1,
  rows: pictureRows,
};

const cut: Bundle<PictureName> = {
  set,
  part: "cut",
  origin: { kind: "library" },
  files: cutFiles,
  decode: (contents) => decodePictures(contents, cutFiles),
  layout: 1,
  rows: pictureRows,
};

const classes = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
] as const;

export const fashionMnistSet: DataSet = {
  name: set,
  title: "Fashion-MNIST",
  chinese: "Fashion-MNIST 服装图像",
  summary: "images of clothing in ten classes, 28 x 28 gray pixels",
  size: "60,000 training images, 10,000 test images; the cut has 4,000 and 1,000",
  source: "Zalando Research; Debian package dataset-fashion-mnist; the cut is included in the library",
  license: "MIT",
  citation:
    "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST, a novel image dataset for benchmarking machine learning algorithms. arXiv:1708.07747 (2017)",
  bundles: [cut, all],
  sample: async (seed) => {
    const { train } = await fashionMnist({ cut: true });
    return pictureSample(train, classes, { width: 28, height: 28, seed });
  },
};

/** Options of `fashionMnist`. */
export interface FashionMnistOptions extends DataOptions {
  /**
   * Load only the part included in the library: the first 400 training images and the first 100 test images of each
   * class, in the order of the full set. Default false.
   */
  readonly cut?: boolean;
}

/**
 * Loads Fashion-MNIST: 60,000 training and 10,000 test images, or the cut. Images u8 [n, 784] as in MNIST, labels u8
 * [n]. Rejects with a DataError if a file is missing or not the original.
 */
export async function fashionMnist({
  cut: small = false,
  ...options
}: FashionMnistOptions = {}): Promise<PictureParts> {
  return pictureParts(await load(small ? cut : all, options), classes);
}
