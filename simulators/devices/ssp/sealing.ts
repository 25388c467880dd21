import { checkPrimeSync, createCipheriv, createDecipheriv } from "node:crypto";
import { crc16Cms } from "../../../drivers/wire/checksums.ts";
import { le } from "./settings.ts";

const number = (bytes: readonly number[]): bigint => bytes.reduceRight((n, b) => n * 256n + BigInt(b), 0n);
const bytes8 = (n: bigint): number[] => Array.from({ length: 8 }, (_, i) => Number((n >> BigInt(8 * i)) & 0xffn));

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n;
  for (let [b, e] = [base % modulus, exponent]; e > 0n; [b, e] = [(b * b) % modulus, e >> 1n])
    if (e % 2n === 1n) result = (result * b) % modulus;
  return result;
};

/** The slave's side of eSSP (SSP §8). */
export class Sealing {
  readonly #fixedKey: string;
  readonly #random: () => number;
  #generator: bigint | undefined;
  #modulus: bigint | undefined;
  #key: Uint8Array | undefined;
  #count = 0;

  constructor(fixedKey: string, random: () => number) {
    this.#fixedKey = fixedKey;
    this.#random = random;
  }

  get agreed(): boolean {
    return this.#key !== undefined;
  }

  forget(): void {
    this.#generator = this.#modulus = this.#key = undefined;
    this.#count = 0;
  }

  /** 4A, 4B, 4C: the answer, or nothing if the request is none of them. */
  exchange([command, ...parameters]: readonly number[]): readonly number[] | undefined {
    if (command !== 0x4a && command !== 0x4b && command !== 0x4c) return undefined;
    if (parameters.length !== 8) return [0xf3];
    const value = number(parameters);
    if (command === 0x4c) return this.#agree(value);
    if (!checkPrimeSync(value)) return [0xf4];
    if (command === 0x4a) this.#generator = value;
    else this.#modulus = value;
    return [0xf0];
  }

  #agree(theirs: bigint): readonly number[] {
    if (this.#generator === undefined || this.#modulus === undefined) return [0xf8];
    const secret = BigInt(1 + Math.floor(this.#random() * 0x7fff_fffe));
    const shared = power(theirs, secret, this.#modulus);
    this.#key = Uint8Array.from([...bytes8(BigInt(`0x${this.#fixedKey}`)), ...bytes8(shared)]);
    this.#count = 0;
    return [0xf0, ...bytes8(power(this.#generator, secret, this.#modulus))];
  }

  /** What is in an encrypted packet; nothing if the key, the CRC or the count is wrong: then the slave ignores it. */
  open(data: readonly number[]): readonly number[] | undefined {
    if (!this.#key || data.length < 17 || (data.length - 1) % 16 !== 0) return undefined;
    const cipher = createDecipheriv("aes-128-ecb", this.#key, null).setAutoPadding(false);
    const body = [...cipher.update(Uint8Array.from(data.slice(1))), ...cipher.final()];
    const crc = crc16Cms(Uint8Array.from(body.slice(0, -2)));
    const [length = 0, ...rest] = body;
    const count = Number(number(rest.slice(0, 4)));
    const good = body.at(-2) === (crc & 0xff) && body.at(-1) === crc >>> 8 && length + 7 <= body.length;
    if (!good || count !== this.#count) return undefined;
    this.#count = count + 1;
    return rest.slice(4, 4 + length);
  }

  /** An answer, sealed with the count one on. */
  close(data: readonly number[]): readonly number[] {
    if (!this.#key) return data;
    const filling = (16 - ((data.length + 7) % 16)) % 16;
    const body = [data.length, ...le(this.#count, 4), ...data];
    for (let n = 0; n < filling; n++) body.push(Math.floor(this.#random() * 256));
    const crc = crc16Cms(Uint8Array.from(body));
    const cipher = createCipheriv("aes-128-ecb", this.#key, null).setAutoPadding(false);
    return [0x7e, ...cipher.update(Uint8Array.from([...body, crc & 0xff, crc >>> 8])), ...cipher.final()];
  }
}
