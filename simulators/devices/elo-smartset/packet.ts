/** Ten bytes: U, command, seven data bytes, checksum AA + sum (elo-smartset.md §1). Made here, not taken from the driver. */
export const packetOf = (command: string, data: readonly number[] = []): Uint8Array => {
  const nine = [0x55, command.charCodeAt(0), ...Array.from({ length: 7 }, (_, i) => (data[i] ?? 0) & 0xff)];
  return Uint8Array.from([...nine, sumOf(nine)]);
};

export const sumOf = (nine: readonly number[]): number => nine.reduce((sum, byte) => (sum + byte) % 256, 0xaa);

export const low = (value: number): number => value & 0xff;
export const high = (value: number): number => (value >> 8) & 0xff;
export const word = (data: readonly number[], at: number): number => (data[at] ?? 0) + (data[at + 1] ?? 0) * 256;
/** Two bytes as a signed number. */
export const signed = (data: readonly number[], at: number): number => (word(data, at) ^ 0x8000) - 0x8000;
