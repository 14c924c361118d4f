/** Facts of the experiments on convolutional networks. */
import type { Point } from "../figure.ts";
import type { Order, Summary, Trend } from "../verdicts.ts";

/** Layers in place of the two convolutions C1 and C3 of LeNet-5. "local": windows without shared weights. */
export const layerKinds = ["convolution", "local", "full"] as const;
export type LayerKind = (typeof layerKinds)[number];

export interface ParametersFacts {
  /** Number of training digits and of training steps. */
  readonly examples: number;
  readonly steps: number;
  /** Layers in the order of `layerKinds`. */
  readonly kinds: readonly {
    readonly kind: LayerKind;
    readonly parameters: number;
    /** Products for one digit. */
    readonly products: number;
    /** Test accuracy after training. */
    readonly accuracy: Summary;
    /** Accuracy on some test digits by training step, of the first seed. */
    readonly curve: readonly Point[];
  }[];
  /** Accuracy of convolutions (a) against fully connected layers (b). */
  readonly full: Order;
  /** Accuracy of convolutions (a) against local layers without shared weights (b). */
  readonly local: Order;
}

/** A multi-layer perceptron, LeNet-5, and LeNet-5 trained with shifted digits. */
export const shiftedNetworks = ["full", "lenet", "taught"] as const;
export type ShiftedNetwork = (typeof shiftedNetworks)[number];

export interface ShiftFacts {
  readonly distances: readonly number[];
  /** The distance of the verdicts, and the largest shift in training. */
  readonly distance: number;
  readonly reach: number;
  /** Test accuracy by distance, in the order of `shiftedNetworks`. */
  readonly networks: readonly { readonly network: ShiftedNetwork; readonly accuracies: readonly Summary[] }[];
  /** Accuracy of LeNet-5 on digits in place (a) against shifted digits (b). */
  readonly loss: Order;
  /** Accuracy on shifted digits: LeNet-5 (a) against the fully connected network (b). */
  readonly better: Order;
  /** Accuracy on shifted digits: LeNet-5 trained with shifted digits (a) against LeNet-5 (b). */
  readonly taught: Order;
}

/** The largest of four, the mean of four, and the first of four values. */
export const poolings = ["max", "mean", "first"] as const;
export type Pooling = (typeof poolings)[number];

export interface PoolingFacts {
  readonly distances: readonly number[];
  /** The distance at which the loss of accuracy is measured, and the number of digits among which the nearest is found. */
  readonly distance: number;
  readonly compared: number;
  /** Networks in the order of `poolings`. */
  readonly kinds: readonly {
    readonly pooling: Pooling;
    /** Change of S4 when a digit moves by one pixel, relative to the size of S4. */
    readonly movement: Summary;
    /** Distance of S4 to that of the nearest digit of another class, relative to the size of S4. */
    readonly nearest: Summary;
    /** Change of C5 when a digit moves by one pixel, relative to the distance to the nearest digit of another class. */
    readonly share: Summary;
    /** Test accuracy by distance, and its loss at `distance`. */
    readonly accuracies: readonly Summary[];
    readonly drop: Summary;
  }[];
  /** Movement of the first of four (a) against the largest of four (b). */
  readonly skipped: Order;
  /** The same measures of the largest of four (a) against the mean of four (b). */
  readonly movement: Order;
  readonly nearest: Order;
  readonly share: Order;
  readonly drop: Order;
}

/** Layers of LeNet-5 whose maps are measured, and those that are drawn. */
export const measuredLayers = ["C1", "C3", "C5"] as const;
export const drawnLayers = ["C1", "S2", "C3", "S4"] as const;

/** Feature maps of one digit. */
export interface LayerMaps {
  readonly layer: (typeof drawnLayers)[number];
  /** Number of maps, and height and width of each. */
  readonly count: number;
  readonly side: number;
  /** Values of at least 0, one map after another. */
  readonly values: Float32Array;
}

/** Parts of the variance of the units of a layer over shifted digits; their sum is 1. */
export interface Parts<Share> {
  /** Variance between the means of the classes. */
  readonly digit: Share;
  /** Variance between the digits of one class. */
  readonly writing: Share;
  /** Variance between the positions of one digit. */
  readonly place: Share;
}

export interface MapsFacts {
  /** Largest shift of a digit in each direction, in pixels. */
  readonly reach: number;
  readonly layers: readonly {
    readonly layer: (typeof measuredLayers)[number];
    readonly shape: readonly number[];
    /** Fraction of values above 0. */
    readonly active: Summary;
    readonly parts: Parts<Summary>;
  }[];
  /** Share of the squared weights of C1 in patterns of brightness, edges and lines. */
  readonly simple: { readonly before: Summary; readonly after: Summary };
  /** The share after training (a) against before (b). */
  readonly filters: Order;
  /** Course from layer to layer: variance between classes, and between positions. */
  readonly digit: Trend;
  readonly place: Trend;
  /** Kernels of C1 and maps of a test digit, of the first seed. */
  readonly example: {
    readonly kernels: Float32Array;
    readonly pixels: Uint8Array;
    readonly maps: readonly LayerMaps[];
  };
}
