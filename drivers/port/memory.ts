import { type BytePort, DriverError } from "../api.ts";

class MemoryPort implements BytePort {
  readonly path: string;
  peer!: MemoryPort;
  readonly #data = new Set<(bytes: Uint8Array) => void>();
  readonly #close = new Set<(reason: DriverError) => void>();
  #gone: DriverError | undefined;

  constructor(path: string) {
    this.path = path;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#gone) throw this.#gone;
    const copy = Uint8Array.from(bytes);
    queueMicrotask(() => this.peer.#deliver(copy));
  }

  onData(listener: (bytes: Uint8Array) => void) {
    this.#data.add(listener);
    return () => this.#data.delete(listener);
  }

  onClose(listener: (reason: DriverError) => void) {
    this.#close.add(listener);
    return () => this.#close.delete(listener);
  }

  async close(): Promise<void> {
    this.#lose(new DriverError("closed", `${this.path}: closed`));
    this.peer.#lose(new DriverError("portLost", `${this.peer.path}: the other end closed`));
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#gone) return;
    for (const listener of this.#data) listener(bytes);
  }

  #lose(reason: DriverError): void {
    if (this.#gone) return;
    this.#gone = reason;
    for (const listener of this.#close) listener(reason);
  }
}

/** Two ends of a line inside the process. Closing one end is pulling the plug for the other. */
export const memoryPair = (name = "memory"): [BytePort, BytePort] => {
  const a = new MemoryPort(`${name}:a`);
  const b = new MemoryPort(`${name}:b`);
  a.peer = b;
  b.peer = a;
  return [a, b];
};
