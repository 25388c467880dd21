/** Bytes of the protocol, as the display sees them. Written apart from the driver's codec, and pinned by the same vectors. */
export interface Request {
  readonly command: number;
  readonly id: number;
  readonly data: readonly number[];
}

const sum = (bytes: readonly number[]): number => bytes.reduce((a, b) => (a + b) % 256, 0);

/** Takes whole requests off the front of a buffer; noise before AA and frames with a wrong sum are passed over. */
export const takeRequests = (buffer: number[]): { requests: Request[]; rest: number[] } => {
  const requests: Request[] = [];
  let rest = buffer;
  for (;;) {
    const start = rest.indexOf(0xaa);
    if (start < 0) return { requests, rest: [] };
    rest = rest.slice(start);
    const length = rest[3];
    if (length === undefined || rest.length < 5 + length) return { requests, rest };
    const body = rest.slice(1, 4 + length);
    if (sum(body) === rest[4 + length]) {
      requests.push({ command: body[0] ?? 0, id: body[1] ?? 0, data: body.slice(3) });
      rest = rest.slice(5 + length);
    } else rest = rest.slice(1);
  }
};

/** `AA FF id length 41|4E command values checksum`. */
export const answer = (id: number, ok: boolean, command: number, values: readonly number[]): number[] => {
  const body = [0xff, id, 2 + values.length, ok ? 0x41 : 0x4e, command, ...values];
  return [0xaa, ...body, sum(body)];
};
