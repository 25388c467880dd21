import { AppError } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulatedFolder, type SimulationEnv } from "../../api.ts";
import { actOn, mustKnow } from "../../named.ts";
import { ddcutil } from "./ddcutil.ts";
import { Display, settingsFrom } from "./display.ts";
import { actions, type Fault, faults } from "./faults.ts";
import { isPanelName, panels } from "./panels.ts";

const isFault = (name: string): name is Fault => faults.some((f) => f.name === name);

/** An output of the same card to which nothing is connected: kiosks have several. */
const emptyOutput = { status: "disconnected", enabled: "disabled", dpms: "Off", modes: "" } as const;

class Simulation implements DeviceSimulation {
  readonly #folder: SimulatedFolder;
  readonly #display: Display;

  constructor({ clock, settings, folder }: SimulationEnv) {
    if (!folder) throw new AppError("simulator", "ddc-display lives in a folder: serve it in one");
    this.#folder = folder;
    this.#display = new Display(clock, settingsFrom(settings));
    folder.program("usr/bin/ddcutil", (args) => this.#run(args));
    this.#show();
  }

  /** It sends and hears no bytes: files and a program are all there is. */
  receive(_bytes: Uint8Array): void {
    return undefined;
  }

  inject(fault: string): void {
    mustKnow("ddc-display", fault, faults);
    if (fault === "cableOut" && this.#display.isConnected()) this.#display.counts.unplugged += 1;
    this.#display.broken.add(fault);
    this.#show();
  }

  clear(fault?: string): void {
    if (fault === undefined) this.#display.broken.clear();
    else if (isFault(fault)) this.#display.broken.delete(fault);
    this.#show();
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const acts: Record<string, () => void> = {
      pullCable: () => this.plug(false),
      plugCable: () => this.plug(true),
      pressPower: () => this.#display.pressPower(),
      setLuminance: () => this.#turn(args["percent"]),
      swapDisplay: () => this.#swap(args["panel"]),
    };
    actOn("ddc-display", action, acts, actions);
    this.#show();
  }

  plug(isIn: boolean): void {
    const display = this.#display;
    if (display.plugged && !isIn) display.counts.unplugged += 1;
    display.plugged = isIn;
    if (isIn) display.broken.delete("cableOut");
    this.#show();
  }

  /** Displays come on again with mains, and keep their settings. */
  powerCycle(): void {
    this.#display.powerMode = 0x01;
    this.#display.broken.delete("standby");
    this.#display.broken.delete("switchedOff");
  }

  state(): Record<string, unknown> {
    return { ...this.#display.describe(), faults: [...this.#display.broken] };
  }

  close(): void {
    return undefined; // no timers
  }

  #run(args: readonly string[]) {
    const answer = ddcutil(this.#display, args);
    this.#show();
    return answer;
  }

  #turn(percent: unknown): void {
    if (typeof percent !== "number" || percent < 0 || percent > 100)
      throw new AppError("usage", "setLuminance needs percent=0 to 100");
    this.#display.luminance = Math.round(percent);
  }

  #swap(panel: unknown): void {
    if (typeof panel !== "string" || !isPanelName(panel))
      throw new AppError("usage", `swapDisplay needs panel=${Object.keys(panels).join(", ")}`);
    this.#display.panel = panel;
  }

  /** The tree of §1, as the display is now. */
  #show(): void {
    const { card, connector } = this.#display.settings;
    const drm = "sys/class/drm";
    if (this.#display.broken.has("connectorGone")) return this.#folder.remove(drm);
    this.#output(`${drm}/card${card}-${connector}`, this.#display.files(), this.#display.edid());
    this.#output(`${drm}/card${card}-DP-9`, emptyOutput, new Uint8Array(0));
    this.#folder.write(`${drm}/version`, "drm 1.1.0 20060810\n");
  }

  #output(folder: string, files: Readonly<Record<string, string>>, edid: Uint8Array): void {
    for (const [name, text] of Object.entries(files))
      this.#folder.write(`${folder}/${name}`, text === "" ? "" : `${text}\n`);
    this.#folder.write(`${folder}/edid`, edid);
  }
}

/** A display on a video cable, written from display-edid-ddc.md: a sysfs tree with its EDID, and a ddcutil that speaks to it. */
export default defineSimulator({
  name: "ddc-display",
  title: "Display on a video cable (EDID, DDC/CI)",
  faults,
  actions,
  system: true,
  create: (env) => new Simulation(env),
});
