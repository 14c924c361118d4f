/**
 * Names that contain digits. Literals of texts may contain these names; all other digits are quantities in slots.
 */
export const namesWithDigits = ["LeNet-5", "CD-1", "L1", "L2", "1-D", "2-D", "3-D"] as const;

export type NamesWithDigits = typeof namesWithDigits;
