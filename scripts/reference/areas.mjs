/**
 * The pages of the reference. The file that declares a name decides its page: `from` lists folders and files of src/
 * (without ".ts"; "*" stands for any letters), of which the longest that fits counts. A page shows its files in this order.
 */
export const areas = [
  {
    page: "tensors",
    title: "Tensors",
    introduction: "The class `Tensor`: creating tensors, reading their values, and the operations that are methods.",
    from: ["tensor/value/tensor", "tensor/value/*", "base/dtype", "base/shape"],
  },
  {
    page: "functions",
    title: "Functions of tensors",
    introduction:
      "Operations that are functions rather than methods: constructors, joining, indexing, sorting, windows.",
    from: [
      "tensor/value/functions",
      "tensor/value/gather",
      "tensor/value/ordering",
      "tensor/value/cumulative",
      "tensor/value/window",
    ],
  },
  {
    page: "random",
    title: "Random numbers",
    introduction: "Random tensors, and the seed of a run.",
    from: ["tensor/module/random"],
  },
  {
    page: "modules",
    title: "Modules and parameters",
    introduction: "The base class of models, their parameters, freezing, initialization, and training mode.",
    from: ["tensor/module/module", "tensor/module/param", "tensor/module"],
  },
  {
    page: "derivatives",
    title: "Derivatives",
    introduction: "Gradients, Jacobian-vector and Hessian-vector products, custom gradients, and a check of gradients.",
    from: ["tensor/derive/gradients", "tensor/derive", "grad/check"],
  },
  {
    page: "eigenvalues",
    title: "Eigenvalues",
    introduction: "Eigenvalues of symmetric matrices and of linear operators, on plain arrays.",
    from: ["numeric"],
  },
  {
    page: "compile",
    title: "Compiled functions",
    introduction: "`compile` turns a function of tensors into one program.",
    from: ["tensor/program/compile", "tensor/program", "tensor/value/argument-form"],
  },
  {
    page: "loops",
    title: "Loops",
    introduction: "Loops inside compiled functions whose number of steps does not change the size of the program.",
    from: ["tensor/loop/scan", "tensor/loop"],
  },
  {
    page: "inspection",
    title: "Inspection",
    introduction: "Intermediate values, graphs, compilation stages, and the comparison with the reference interpreter.",
    from: ["tensor/inspect"],
  },
  {
    page: "runtime",
    title: "Runtime settings",
    introduction: "Threads, deterministic arithmetic, memory, and the features of the WebAssembly engine.",
    from: ["runtime/threads", "runtime/settings", "runtime/statistics", "target/wasm/features"],
  },
  {
    page: "activations",
    title: "Activation functions",
    introduction: "Activation functions as values, for `Sequential` and other layers that take one.",
    from: ["nn/activations"],
  },
  {
    page: "layers",
    title: "Layers",
    introduction: "Fully connected layers, embeddings, normalization, dropout, and containers of layers.",
    from: [
      "nn/linear",
      "nn/embedding",
      "nn/sequential",
      "nn/residual",
      "nn/dropout",
      "nn/batch-norm",
      "nn/layer-norm",
      "nn/rms-norm",
    ],
  },
  {
    page: "convolution",
    title: "Convolution and pooling",
    introduction: "Convolutional and pooling layers in one and two dimensions.",
    from: [
      "nn/conv1d",
      "nn/conv2d",
      "nn/conv*",
      "nn/max-pool*",
      "nn/avg-pool*",
      "nn/adaptive-*",
      "nn/global-*",
      "nn/pooling",
      "nn/spatial",
    ],
  },
  {
    page: "recurrent",
    title: "Recurrent layers",
    introduction: "RNN, GRU and LSTM along sequences, and their cells.",
    from: ["nn/rnn*", "nn/gru*", "nn/lstm*", "nn/recurrent*"],
  },
  {
    page: "attention",
    title: "Attention and Transformers",
    introduction:
      "Attention with its scores and masks, pointers, the straight-through estimator, multi-head attention, positional encodings, Transformer layers.",
    from: [
      "nn/attention*",
      "nn/pointer",
      "nn/straight-through",
      "nn/multi-head-attention",
      "nn/positional-encoding",
      "nn/rotary-encoding",
      "nn/transformer-*",
    ],
  },
  {
    page: "choices",
    title: "Random choices",
    introduction: "Samples and log-probabilities of distributions, and REINFORCE, the gradient of an expected reward.",
    from: ["nn/distributions", "nn/reinforce"],
  },
  {
    page: "memory",
    title: "External and associative memory",
    introduction:
      "Hops over an external memory; heads that read and write one; Hopfield networks, bidirectional and modern ones, and the rules that store patterns in them.",
    from: ["nn/memory-*", "nn/hebbian", "nn/*hopfield-network", "nn/bidirectional-associative-memory"],
  },
  {
    page: "decoding",
    title: "Decoding",
    introduction: "Sequences from a model that predicts one token at a time: greedy search, sampling, beam search.",
    from: ["nn/decoding", "nn/beam-search", "nn/logits"],
  },
  {
    page: "losses",
    title: "Losses and regularizers",
    introduction: "Loss functions, similarities, and penalties on parameters.",
    from: [
      "nn/*-entropy",
      "nn/mean-squared-error",
      "nn/huber",
      "nn/kl-divergence",
      "nn/cosine-*",
      "nn/reduction",
      "nn/regularizers",
    ],
  },
  {
    page: "initializers",
    title: "Initializers",
    introduction: "First values of parameters.",
    from: ["nn/initializers"],
  },
  {
    page: "optimizers",
    title: "Optimizers and schedules",
    introduction: "Optimizers, learning rate schedules, gradient clipping, and projections of parameters.",
    from: ["optim/optimizer", "optim/*", "optim/schedules", "optim/clipping", "optim/projections"],
  },
  {
    page: "training",
    title: "Training and evaluation",
    introduction: "`fit` trains a model on examples; metrics and callbacks.",
    from: ["train/fit", "train/metrics", "train"],
  },
  {
    page: "saving",
    title: "Saving and loading",
    introduction: "Checkpoints of models and optimizers in the safetensors format.",
    from: ["io"],
  },
  {
    page: "errors",
    title: "Errors",
    introduction: "The classes of the errors that Hebb throws.",
    from: ["base/errors"],
  },
  {
    page: "data",
    title: "Data",
    introduction:
      "`hebb/data`: batches, sequences, text, vocabularies, time series, the records of data sets, and their sources.",
    from: ["data"],
  },
  {
    page: "data-sets",
    title: "Data sets",
    introduction: "`hebb/data`: the data sets, each loaded or drawn by one function.",
    from: ["data/sets/index", "data/sets"],
  },
];

const places = areas.flatMap((area, i) =>
  area.from.map((from, j) => ({ area, from, order: 100 * i + j, pattern: patternOf(from) })),
);

/** A file, or everything in a folder; "*" stays within a name. */
function patternOf(from) {
  const letters = from.replaceAll(".", "\\.").replaceAll("*", "[^/]*");
  return new RegExp(`^${letters}(/|$)`);
}

/** Returns the page of the declarations of `file` and their place on it, or null if no page includes the file. */
export function placeOf(file) {
  const fitting = places.filter(({ pattern }) => pattern.test(file));
  // Without "*" first, then the longest.
  const rank = ({ from }) => (from.includes("*") ? 0 : 1000) + from.length;
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}
