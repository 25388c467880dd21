import type { Detection, DetectTalk } from "../api.ts";
import { frame } from "../wire/framer.ts";
import { decode, encode, type Line, maxLine, rule } from "./codec.ts";

const answerMs = 600;

interface Said {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

const linesOf = (heard: Uint8Array): Line[] => frame(rule, maxLine, new Uint8Array(0), heard).frames.map(decode);

/** Everything up to OK or an error; without the echo of the command. */
const asked = ({ ask }: DetectTalk, command: string): Promise<Said | undefined> =>
  ask(encode(command), answerMs, (heard) => {
    const lines = linesOf(heard);
    const end = lines.findIndex((line) => line.kind !== "text");
    if (end < 0) return undefined;
    const texts = lines.slice(0, end).flatMap((line) => (line.kind === "text" ? [line.text] : []));
    return { ok: lines[end]?.kind === "ok", lines: texts.filter((text) => text !== "" && text !== command) };
  });

const first = async (talk: DetectTalk, command: string): Promise<string | undefined> => {
  const said = await asked(talk, command);
  return said?.ok ? said.lines[0]?.slice(0, 80) : undefined;
};

const unasked = /^(RDY|RING|NO CARRIER|NORMAL POWER DOWN|\+(CPIN|CREG|CGREG|CEREG|CFUN|QIND|QUSIM|CTZV|CTZE|CTZR)[:=])/;

/** AT, then who it is. What answers AT and knows no network registration is another kind of modem (modem-at.md §3). Numbers of modem and SIM are not asked for. */
export const detect: Detection<unknown> = {
  loudness: 2,
  silentMs: answerMs,
  async probe(talk) {
    if (!(await asked(talk, "AT"))?.ok) return undefined;
    const registration = await asked(talk, "AT+CREG?");
    if (!registration?.ok || !registration.lines.some((line) => line.startsWith("+CREG:"))) return undefined;
    const [manufacturer, model, firmware] = [
      await first(talk, "AT+CGMI"),
      await first(talk, "AT+CGMM"),
      await first(talk, "AT+CGMR"),
    ];
    return {
      confidence: model ? "certain" : "likely",
      identity: { ...(manufacturer && { manufacturer }), ...(model && { model }), ...(firmware && { firmware }) },
    };
  },
  unasked: (heard) => linesOf(heard).some((line) => line.kind === "text" && unasked.test(line.text)),
};
