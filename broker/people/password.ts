import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of one hash: 2^`log2N` × `r` × 128 bytes of memory, about 0.4 s of one core (OWASP's and our promises §4.4: N=2^17, r=8, p=1). */
export interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}
export const standardCost: Cost = { log2N: 17, r: 8, p: 1 };

const keyBytes = 32;
const saltBytes = 16;
/** Hashing shares four threads with the disk and the name service: one at a time leaves them room (S11). */
const atOnce = 1;
/** Sign-ins that may wait for their turn; each takes about half a second. */
const mostWaiting = 20;

const derive = (password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** log2N;
    const options = { N, r, p, maxmem: 2 * 128 * N * r };
    scrypt(password.normalize("NFC"), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

const format = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([A-Za-z0-9_-]+):([A-Za-z0-9_-]+)$/;
const parse = (hash: string): { cost: Cost; salt: Buffer; key: Buffer } | undefined => {
  const [, log2N, r, p, salt = "", key = ""] = format.exec(hash) ?? [];
  if (log2N === undefined) return undefined;
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
};

/** Hashes and compares passwords, one after the other. */
export class Passwords {
  readonly #cost: Cost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(cost: Cost = standardCost) {
    this.#cost = cost;
  }

  /** Nobody else should be let in line now. */
  get busy(): boolean {
    return this.#waiting.length >= mostWaiting;
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const key = await this.#inTurn(() => derive(password, salt, this.#cost));
    const { log2N, r, p } = this.#cost;
    return `scrypt:${log2N}:${r}:${p}:${salt.toString("base64url")}:${key.toString("base64url")}`;
  }

  /** Without a hash (nobody of that name, or no password set) it takes as long, and is false. */
  async matches(hash: string | undefined, password: string): Promise<boolean> {
    const known = hash === undefined ? undefined : parse(hash);
    const salt = known?.salt ?? randomBytes(saltBytes);
    const key = await this.#inTurn(() => derive(password, salt, known?.cost ?? this.#cost));
    return known !== undefined && known.key.length === key.length && timingSafeEqual(known.key, key);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
