/** Files of a training, and requests to generate text from them. */
import type { Module } from "hebb";

/** The files saved by a training. */
export interface SavedRun {
  /** Loads the saved parameters of this name into `model` and returns it. */
  load<M extends Module>(name: string, model: M): Promise<M>;
  /** Returns the text saved under this name. */
  text(name: string): Promise<string>;
}

/** A prompt, a length and a decoding strategy for generated text. */
export interface WritingRequest {
  /** The text to continue. */
  readonly prompt: string;
  /** Maximum number of tokens. */
  readonly length: number;
  readonly seed: number;
  /**
   * Returns another spelling of a character that the model does not know, such as the traditional form of a simplified
   * Chinese character. Default: such a character is an error.
   */
  readonly respell?: (character: string) => Promise<string>;
  readonly strategy:
    | { readonly kind: "greedy" }
    /** Divides the logits by the temperature and samples from the `topK` largest. Default of `topK`: all. */
    | { readonly kind: "sample"; readonly temperature: number; readonly topK?: number }
    | { readonly kind: "beam"; readonly width: number };
}
