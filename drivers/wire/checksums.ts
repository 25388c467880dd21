/** CRC-16/KERMIT: polynomial 1021 reflected (8408), initial 0, no final XOR. Check "123456789" = 2189. Used by CCNET. */
export const crc16Kermit = (bytes: Uint8Array): number => reflected(bytes, 0x8408, 0x0000);

/** CRC-16/MODBUS: polynomial 8005 reflected (A001), initial FFFF, no final XOR. Check "123456789" = 4B37. */
export const crc16Modbus = (bytes: Uint8Array): number => reflected(bytes, 0xa001, 0xffff);

const reflected = (bytes: Uint8Array, polynomial: number, initial: number): number => {
  let crc = initial;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  }
  return crc;
};

/** CRC-16/CMS: polynomial 8005 not reflected, initial FFFF, no final XOR. Check "123456789" = AEE7. Used by SSP. */
export const crc16Cms = (bytes: Uint8Array): number => {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1) & 0xffff;
  }
  return crc;
};

/** XOR of all bytes (CRT-571 BCC). */
export const xor8 = (bytes: Uint8Array): number => bytes.reduce((a, b) => a ^ b, 0);

/** Sum of all bytes modulo 256, from `start` (Samsung MDC: 0; Elo SmartSet: AA). */
export const sum8 = (bytes: Uint8Array, start = 0): number => bytes.reduce((a, b) => (a + b) & 0xff, start);
