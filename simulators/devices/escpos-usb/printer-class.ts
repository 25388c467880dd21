/** IEEE 1284 device id: two bytes of length, big endian, counting themselves, then pairs (sheet §8). */
export const deviceId = ({ maker, model }: { readonly maker: string; readonly model: string }): Uint8Array => {
  const words = `MFG:${maker};CMD:ESC/POS;MDL:${model};CLS:PRINTER;DES:${maker} ${model};`;
  const length = words.length + 2;
  return Uint8Array.from([length >> 8, length & 0xff, ...Array.from(words, (c) => c.charCodeAt(0))]);
};

/** Bits of GET_PORT_STATUS. */
const paperEmpty = 0x20;
const selected = 0x10;
const notError = 0x08;

const errorFlags = ["cutterError", "cutterErrorHard", "mechanical", "unrecoverable", "jam", "headHot"];

/** `constantStatus`: a printer that always says 18, as many receipt printers do. */
export const portStatus = (
  state: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>>,
): number => {
  if (settings.constantStatus === true) return selected | notError;
  const faults = Array.isArray(state.faults) ? (state.faults as readonly unknown[]) : [];
  const out = faults.includes("paperOut") || Number(state.paperCm) <= 0;
  const isError = faults.some((f) => errorFlags.includes(String(f)));
  return (
    (state.offline === true && !isError && !out ? 0 : selected) | (isError ? 0 : notError) | (out ? paperEmpty : 0)
  );
};
