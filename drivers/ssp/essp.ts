import { checkPrimeSync, createCipheriv, createDecipheriv } from "node:crypto";
import { crc16Cms } from "../wire/checksums.ts";
import { sealed } from "./codec.ts";

/**
 * eSSP: Diffie-Hellman over small primes, then AES-128 (ssp.md §8). The sum of it is a plausibility check: whoever hears the exchange and knows the
 * fixed key can compute the rest. Node's own Diffie-Hellman refuses such moduli, so this is plain BigInt arithmetic.
 */
export interface Offer {
  readonly generator: bigint;
  readonly modulus: bigint;
  readonly secret: bigint;
}

/** Eight bytes, low byte first. */
export const bytes8 = (n: bigint): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, n, true);
  return bytes;
};

/** The other way; `undefined` if they are not eight. */
export const number8 = (bytes: Uint8Array): bigint | undefined =>
  bytes.length === 8 ? new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true) : undefined;

/** base^exponent mod modulus by squaring; the modulus is not 0. */
export const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n % modulus;
  let square = base % modulus;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
};

/** `bits` random bits, the highest and the lowest set. */
const odd = (random: () => number, bits: number): bigint => {
  const n = BigInt(Math.floor(random() * 2 ** (bits - 1)));
  return (1n << BigInt(bits - 1)) | n | 1n;
};

/** The first prime from a random start on: a run of 2^11 odd numbers of this size always holds one (Bertrand is far kinder still). */
const prime = (random: () => number, bits: number): bigint => {
  for (let n = odd(random, bits); ; n += 2n) if (checkPrimeSync(n)) return n;
};

/** Two primes below 2^31, the generator the larger, as the maker's own library sends them; some firmware reads no more than that. */
export const offer = (random: () => number): Offer => {
  const modulus = prime(random, 30);
  return { generator: prime(random, 31), modulus, secret: odd(random, 31) };
};

/** What the host sends with 4C. */
export const half = ({ generator, modulus, secret }: Offer): bigint => power(generator, secret, modulus);

/** AES key: the fixed 64 bits, low byte first (factory 67 45 23 01 67 45 23 01), then the shared 64 bits, low byte first. */
export const keyOf = (fixedKey: string, shared: bigint): Uint8Array =>
  Uint8Array.of(...bytes8(BigInt(`0x${fixedKey}`)), ...bytes8(shared));

const aes = (make: typeof createCipheriv | typeof createDecipheriv, key: Uint8Array, bytes: Uint8Array): Uint8Array => {
  const cipher = make("aes-128-ecb", key, null).setAutoPadding(false);
  return Uint8Array.of(...cipher.update(bytes), ...cipher.final());
};

export interface Sealing {
  readonly key: Uint8Array;
  readonly count: number;
  readonly data: Uint8Array | readonly number[];
  /** Fills up to a multiple of 16. */
  readonly random: () => number;
}

/**
 * DATA of an encrypted packet.
 * ```
 * 7E | AES-128-ECB of: eLENGTH, eCOUNT (4, low first), data, filling, CRC of all that (2, low first)
 * ```
 */
export const seal = ({ key, count, data, random }: Sealing): Uint8Array => {
  const body = new Uint8Array(Math.ceil((data.length + 7) / 16) * 16).map(() => Math.floor(random() * 256));
  body[0] = data.length;
  new DataView(body.buffer).setUint32(1, count >>> 0, true);
  body.set(data, 5);
  const crc = crc16Cms(body.subarray(0, -2));
  body.set([crc & 0xff, crc >>> 8], body.length - 2);
  return Uint8Array.of(sealed, ...aes(createCipheriv, key, body));
};

/** What was sealed; `undefined` if it was not sealed with this key, or is damaged. */
export const unseal = (key: Uint8Array, data: Uint8Array): { count: number; data: Uint8Array } | undefined => {
  if (data[0] !== sealed || data.length < 17 || (data.length - 1) % 16 !== 0) return undefined;
  const body = aes(createDecipheriv, key, data.subarray(1));
  const length = body[0] ?? 0;
  const crc = crc16Cms(body.subarray(0, -2));
  const sound = body.at(-2) === (crc & 0xff) && body.at(-1) === crc >>> 8 && length + 7 <= body.length;
  if (!sound) return undefined;
  return { count: new DataView(body.buffer, body.byteOffset).getUint32(1, true), data: body.slice(5, 5 + length) };
};
