import { type Clock, exitCodes, type Ui } from "../../contract/plain.ts";
import { configuredDevices } from "./configured.ts";
import { showChange, showSurvey } from "./show.ts";
import { listPorts, type SurveyOptions, survey } from "./survey.ts";
import { watchPorts } from "./watch.ts";

type Args = Readonly<Record<string, unknown>>;

/**
 * `roundsman ports`: shows every port, and with `--watch` what is plugged and unplugged until stopped. Exit code 1 if a configured device's port is
 * not there. Throws `AppError("config")` for an agent's settings file that cannot be read.
 */
export const ports = async (args: Args, ui: Ui, clock: Clock, root = "/"): Promise<number> => {
  const options: SurveyOptions = { root, all: args["all"] === true };
  const file = args["config"];
  const found = await survey(options, typeof file === "string" ? await configuredDevices(file) : []);
  showSurvey(ui, found);
  if (args["watch"] === true)
    await watchPorts(
      () => listPorts(options),
      clock,
      ui.signal,
      ({ what, port }) => showChange(ui, clock.now(), what, port),
    );
  return found.missing.length > 0 ? exitCodes.faulty : exitCodes.ok;
};
