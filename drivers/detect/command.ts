import { type Clock, exitCodes, type Ui } from "../../contract/plain.ts";
import { loadDrivers } from "../catalog.ts";
import { openSerial } from "../port/serial.ts";
import { type Detected, detect } from "./ports.ts";
import { progressText, showDetected } from "./show.ts";

type Args = Readonly<Record<string, unknown>>;

/** Progress is told this often at most, ms. */
const tellEveryMs = 2_000;

const exitOf = ({ ports, elsewhere }: Detected): number => {
  const kinds = ports.map(({ outcome }) => outcome.kind);
  if (elsewhere.length > 0 || kinds.includes("found")) return exitCodes.ok;
  return kinds.length > 0 && kinds.every((kind) => kind === "held" || kind === "console" || kind === "failed")
    ? exitCodes.unavailable
    : exitCodes.noAnswer;
};

/**
 * `roundsman detect`: exit code 0 if something was recognised, 2 if nothing answered, 69 if no port could be used. Throws `AppError("usage")`.
 */
export const runDetect = async (args: Args, ui: Ui, clock: Clock, root = "/"): Promise<number> => {
  const port = args["port"];
  let toldAt = Number.NEGATIVE_INFINITY;
  const detected = await detect({
    root,
    drivers: [...(await loadDrivers()).values()],
    clock,
    signal: ui.signal,
    open: (path, line, baudRate) => openSerial(path, line, clock, baudRate),
    ...(typeof port === "string" ? { port } : {}),
    onProgress: (name, progress) => {
      if (!ui.interactive || clock.mono() - toldAt < tellEveryMs) return;
      toldAt = clock.mono();
      ui.err(ui.paint("dim", progressText(ui, name, progress)));
    },
  });
  showDetected(ui, detected);
  return exitOf(detected);
};
