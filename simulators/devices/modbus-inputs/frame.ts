/** CRC-16/MODBUS by table (modbus-io.md §2), made here and not taken from the drivers so that both cannot share one mistake. */
const table = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let i = 0; i < 8; i++) value = value % 2 === 1 ? 0xa001 ^ (value >> 1) : value >> 1;
  return value;
});

export const crcOf = (bytes: ArrayLike<number>): number =>
  Array.from(bytes).reduce((crc, byte) => (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >> 8), 0xffff);

/** The body with its CRC, low byte first. */
export const sealed = (body: readonly number[]): Uint8Array => {
  const crc = crcOf(body);
  return Uint8Array.from([...body, crc % 256, Math.floor(crc / 256)]);
};

export const isSealed = (frame: Uint8Array): boolean => {
  const body = frame.subarray(0, -2);
  const crc = crcOf(body);
  return (
    frame.length >= 4 && frame[frame.length - 2] === crc % 256 && frame[frame.length - 1] === Math.floor(crc / 256)
  );
};

/** Length of a request that begins so; `undefined` if the function is not known or its count is still missing: then only a silence ends it. */
export const requestLength = (bytes: Uint8Array): number | undefined => {
  const fn = bytes[1];
  if (fn === undefined) return undefined;
  if (fn >= 1 && fn <= 6) return 8;
  if (fn !== 0x0f && fn !== 0x10) return undefined;
  return bytes[6] === undefined ? undefined : 9 + bytes[6];
};
