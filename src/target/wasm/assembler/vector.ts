/**
 * Opcodes of 128-bit vector instructions (SIMD and relaxed SIMD), by their names in the WebAssembly specification,
 * written as prefix << 16 | code. instructions.ts describes the immediates.
 */

/** Instructions without immediates. */
export const vectorPlain = {
  "i32x4.splat": 0xfd0011,
  "f32x4.splat": 0xfd0013,
  "i32x4.eq": 0xfd0037,
  "i32x4.ne": 0xfd0038,
  "i32x4.lt_s": 0xfd0039,
  "i32x4.le_s": 0xfd003d,
  "f32x4.eq": 0xfd0041,
  "f32x4.ne": 0xfd0042,
  "f32x4.lt": 0xfd0043,
  "f32x4.le": 0xfd0045,
  "v128.not": 0xfd004d,
  "v128.and": 0xfd004e,
  "v128.or": 0xfd0050,
  "v128.xor": 0xfd0051,
  "v128.bitselect": 0xfd0052,
  "v128.any_true": 0xfd0053,
  "i8x16.narrow_i16x8_u": 0xfd0066,
  "f32x4.floor": 0xfd0068,
  "f32x4.nearest": 0xfd006a,
  "i16x8.narrow_i32x4_s": 0xfd0085,
  "i16x8.extend_low_i8x16_u": 0xfd0089,
  "i32x4.abs": 0xfd00a0,
  "i32x4.neg": 0xfd00a1,
  "i32x4.all_true": 0xfd00a3,
  "i32x4.extend_low_i16x8_u": 0xfd00a9,
  "i32x4.shl": 0xfd00ab,
  "i32x4.shr_s": 0xfd00ac,
  "i32x4.shr_u": 0xfd00ad,
  "i32x4.add": 0xfd00ae,
  "i32x4.sub": 0xfd00b1,
  "i32x4.mul": 0xfd00b5,
  "i32x4.min_s": 0xfd00b6,
  "i32x4.max_s": 0xfd00b8,
  "i32x4.max_u": 0xfd00b9,
  "f32x4.abs": 0xfd00e0,
  "f32x4.neg": 0xfd00e1,
  "f32x4.sqrt": 0xfd00e3,
  "f32x4.add": 0xfd00e4,
  "f32x4.sub": 0xfd00e5,
  "f32x4.mul": 0xfd00e6,
  "f32x4.div": 0xfd00e7,
  "f32x4.pmin": 0xfd00ea,
  "f32x4.pmax": 0xfd00eb,
  "i32x4.trunc_sat_f32x4_s": 0xfd00f8,
  "i32x4.trunc_sat_f32x4_u": 0xfd00f9,
  "f32x4.convert_i32x4_s": 0xfd00fa,
  "f32x4.convert_i32x4_u": 0xfd00fb,
  "f32x4.relaxed_madd": 0xfd0105,
} as const;

/** Memory accesses: opcode and natural width in bytes. */
export const vectorMemory = {
  "v128.load": [0xfd0000, 16],
  "v128.load8_splat": [0xfd0007, 1],
  "v128.load32_splat": [0xfd0009, 4],
  "v128.store": [0xfd000b, 16],
  "v128.load32_zero": [0xfd005c, 4],
} as const;

/** Memory accesses to one lane: opcode and natural width in bytes. */
export const vectorMemoryLane = {
  "v128.load8_lane": [0xfd0054, 1],
  "v128.load32_lane": [0xfd0056, 4],
  "v128.store8_lane": [0xfd0058, 1],
  "v128.store16_lane": [0xfd0059, 2],
  "v128.store32_lane": [0xfd005a, 4],
  "v128.store64_lane": [0xfd005b, 8],
} as const;

/** Accesses to one lane: opcode and number of lanes. */
export const vectorLane = {
  "i32x4.extract_lane": [0xfd001b, 4],
  "i32x4.replace_lane": [0xfd001c, 4],
  "f32x4.extract_lane": [0xfd001f, 4],
  "f32x4.replace_lane": [0xfd0020, 4],
} as const;
