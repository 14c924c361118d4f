/** The choices of `hebb show --stage`, in the order of compilation. */
export const showStages = ["graph", "fused", "kernels", "memory", "wasm"] as const;

export type ShowStage = (typeof showStages)[number];
