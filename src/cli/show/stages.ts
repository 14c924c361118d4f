/** The stages that `hebb show --stage` prints in full, in their order. */
export const showStages = ["graph", "fused", "kernels", "memory", "wasm"] as const;

export type ShowStage = (typeof showStages)[number];
