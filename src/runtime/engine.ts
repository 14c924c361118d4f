/** Checks that the JavaScript engine and the page support the features that the library requires. */
import { StateError } from "../base/errors.ts";
import { detect } from "../target/wasm/index.ts";

/** Throws a StateError if the engine lacks WebAssembly SIMD. */
export function checkEngine(): void {
  if (detect().simd) return;
  throw new StateError("this JavaScript engine has no WebAssembly SIMD", {
    rule: "Hebb requires 128-bit WebAssembly vectors.",
    fix: "Use Node 20.19, Chrome 114, Firefox 115, Safari 16.4 or newer, with WebAssembly enabled.",
  });
}

/** Compiles a module synchronously. Throws a StateError if the page does not allow it. */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // An invalid module is a bug in the code generator; the engine's message says where.
    if (!WebAssembly.validate(bytes)) throw error;
    throw new StateError("WebAssembly cannot be compiled here", {
      rule: String(error),
      fix: "If the page has a content-security policy, add 'wasm-unsafe-eval' to its script-src.",
    });
  }
}
