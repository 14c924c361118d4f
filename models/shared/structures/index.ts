/** All structure diagrams by name, with the options used in the gallery. */
import type { Structure } from "../../figure.ts";
import { adamUpdate } from "./adam.ts";
import { keyValueAttention } from "./attention.ts";
import { backPropagation } from "./back-propagation.ts";
import { bpttUnrolled } from "./bptt.ts";
import { branchedNetwork } from "./branched.ts";
import { captioning } from "./caption.ts";
import { computationalGraph } from "./computation.ts";
import { convolutionWindow, receptiveField, slidingWindow } from "./convolution.ts";
import { gruCell } from "./gru.ts";
import { hopfieldNetwork } from "./hopfield.ts";
import { network, neuron, neuronInLayers } from "./layer.ts";
import { lstmCell } from "./lstm.ts";
import { memoryHop } from "./memory.ts";
import { normBalls } from "./norms.ts";
import { pointerNetwork } from "./pointer.ts";
import { rbm } from "./rbm.ts";
import { residualBlock } from "./residual.ts";
import { rnnUnrolled } from "./rnn.ts";
import { encoderDecoder } from "./seq2seq.ts";
import { softmaxSteps } from "./softmax.ts";
import { bidirectionalRnn, stackedRnn } from "./stacked.ts";
import { stationaryPoints } from "./stationary.ts";
import { thinnedNetwork } from "./thinned.ts";
import { transformerBlock } from "./transformer.ts";
import { twoStacks } from "./two-stacks.ts";
import { turingMachine } from "./turing-machine.ts";
import { withValues } from "./values.ts";
import { words } from "./parts.ts";

export const structures: Readonly<Record<string, () => Structure>> = {
  neuron,
  network,
  "neuron-in-layers": neuronInLayers,
  branched: branchedNetwork,
  "back-propagation": backPropagation,
  "computational-graph": computationalGraph,
  softmax: () => softmaxSteps({ scores: [2, 1, -0.5] }),
  "softmax-gradient": () => softmaxSteps({ scores: [2, 1, -0.5], target: [0, 1, 0] }),
  rbm,
  convolution: convolutionWindow,
  "receptive-field": receptiveField,
  "sliding-window": slidingWindow,
  rnn: rnnUnrolled,
  bptt: bpttUnrolled,
  lstm: lstmCell,
  "lstm-values": () =>
    withValues(
      lstmCell(),
      { forget: 0.93, enter: 0.12, candidate: -0.64, emit: 0.58 },
      { label: words("value of a gate", "门的取值"), colors: "diverging", domain: [-1, 1] },
    ),
  gru: gruCell,
  stacked: stackedRnn,
  bidirectional: bidirectionalRnn,
  "encoder-decoder": encoderDecoder,
  captioning,
  attention: keyValueAttention,
  transformer: transformerBlock,
  pointer: pointerNetwork,
  "two-stacks": twoStacks,
  memory: memoryHop,
  "turing-machine": turingMachine,
  hopfield: hopfieldNetwork,
  residual: residualBlock,
  dropout: thinnedNetwork,
  norms: normBalls,
  adam: adamUpdate,
  stationary: stationaryPoints,
};
