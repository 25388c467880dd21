import type { Detection, DetectTalk } from "../api.ts";
import { asAsb, asBlock, asFull, classOf, request, xoff, xon } from "./codec.ts";

const statusMs = 250;
const textMs = 600;

const withoutFlow = (heard: Uint8Array): Uint8Array => heard.filter((byte) => byte !== xon && byte !== xoff);

/** One byte and no more, with the fixed bits of a DLE EOT answer (escpos-status.md §2). */
const status = ({ ask }: DetectTalk, n: number): Promise<number | undefined> =>
  ask(request.status(n), statusMs, (heard) => {
    const [value, ...more] = withoutFlow(heard);
    return value !== undefined && more.length === 0 && classOf(value) === "eot" ? value : undefined;
  });

const text = ({ ask }: DetectTalk, n: number): Promise<string | undefined> =>
  ask(request.identity(n), textMs, (heard) => (heard.at(-1) === 0 ? asBlock(withoutFlow(heard)) : undefined));

/** GS I 66, 67, 65, 68. An offline printer executes none of them. */
const identityOf = async (talk: DetectTalk) => {
  const model = await text(talk, 67);
  if (!model) return undefined;
  const [manufacturer, firmware, serial] = [await text(talk, 66), await text(talk, 65), await text(talk, 68)];
  return { model, ...(manufacturer && { manufacturer }), ...(firmware && { firmware }), ...(serial && { serial }) };
};

/** DLE EOT 20, which only Custom's printers and their like answer (§7.1). */
const isCustom = async ({ ask }: DetectTalk): Promise<boolean> =>
  (await ask(request.status(20), statusMs, (heard) => asFull(heard) && true)) === true;

/**
 * DLE EOT 1 to 4: executed at once, printed never, and short enough for any other protocol to drop. Each answer is one byte of which four bits are fixed:
 * four right ones in a row, and an answer to nothing else, are no chance.
 */
export const detect: Detection<unknown> = {
  loudness: 0,
  silentMs: statusMs,
  async probe(talk) {
    const values: number[] = [];
    for (const n of [1, 2, 3, 4]) {
      const value = await status(talk, n);
      if (value === undefined) return undefined;
      values.push(value);
    }
    if (await isCustom(talk)) return { confidence: "certain", config: { profile: "custom" } };
    const offline = ((values[0] ?? 0) & 0x08) !== 0;
    const identity = offline ? undefined : await identityOf(talk);
    return identity ? { confidence: "certain", identity } : { confidence: "likely" };
  },
  unasked(heard) {
    const bytes = withoutFlow(heard);
    return bytes.length === 0 ? heard.length > 0 : bytes.length === 4 && asAsb(bytes) !== undefined;
  },
};
