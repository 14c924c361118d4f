/** Imports nothing, so that the command line handles interruptions before it loads the library. */

/** Thrown inside a run when its signal is aborted. Models, texts and curves recorded until then remain available. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
