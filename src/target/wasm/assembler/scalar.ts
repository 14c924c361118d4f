/**
 * Opcodes of scalar, control and atomic instructions, by their names in the WebAssembly specification. An opcode with a
 * prefix byte is written as prefix << 16 | code. instructions.ts describes the immediates.
 */

/** Instructions without immediates. */
export const scalarPlain = {
  unreachable: 0x00,
  nop: 0x01,
  else: 0x05,
  end: 0x0b,
  return: 0x0f,
  drop: 0x1a,
  select: 0x1b,
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.ge_u": 0x4f,
  "i64.eqz": 0x50,
  "i64.eq": 0x51,
  "i64.ne": 0x52,
  "i64.lt_s": 0x53,
  "f32.ne": 0x5c,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.div_s": 0x6d,
  "i32.div_u": 0x6e,
  "i32.and": 0x71,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i32.rotl": 0x77,
  "i64.add": 0x7c,
  "i64.shl": 0x86,
  "i64.shr_u": 0x88,
  "f32.nearest": 0x90,
  "f32.sqrt": 0x91,
  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_u": 0xad,
  "i32.reinterpret_f32": 0xbc,
} as const;

/** Memory accesses: opcode and natural width in bytes. */
export const scalarMemory = {
  "i32.load": [0x28, 4],
  "i64.load": [0x29, 8],
  "i32.store": [0x36, 4],
  "i64.store": [0x37, 8],
  "memory.atomic.notify": [0xfe0000, 4],
  "memory.atomic.wait32": [0xfe0001, 4],
  "i32.atomic.load": [0xfe0010, 4],
  "i64.atomic.load": [0xfe0011, 8],
  "i32.atomic.store": [0xfe0017, 4],
  "i64.atomic.store": [0xfe0018, 8],
  "i32.atomic.rmw.add": [0xfe001e, 4],
  "i64.atomic.rmw.add": [0xfe001f, 8],
  "i32.atomic.rmw.cmpxchg": [0xfe0048, 4],
  "i64.atomic.rmw.cmpxchg": [0xfe0049, 8],
} as const;
