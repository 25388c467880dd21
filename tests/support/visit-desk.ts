import { History } from "../../broker/history/history.ts";
import { VisitSettings } from "../../broker/visits/settings.ts";
import { Visits } from "../../broker/visits/visits.ts";
import { Wear } from "../../broker/wear/wear.ts";
import {
  type ActOnVisit,
  type DeviceClass,
  type DeviceIdentity,
  type Inventory,
  type PlanVisit,
  type VisitView,
  withDefaults,
} from "../../contract/index.ts";
import { command, type DeskOptions, ServiceDesk } from "./service-desk.ts";

export const minute = 60_000;
export const hour = 60 * minute;

const classes: Readonly<Record<string, DeviceClass>> = {
  cabinet: "cabinet",
  cash: "cashAcceptor",
  printer: "printer",
  reader: "cardReader",
};

/** A service desk with visits, on a clock that moves only when told: one terminal with a cabinet, a validator and a printer. */
export class VisitDesk {
  readonly desk: ServiceDesk;
  readonly settings: VisitSettings;
  visits!: Visits;
  wear!: Wear;
  #history!: History;
  #n = 0;

  private constructor(desk: ServiceDesk, settings: VisitSettings) {
    this.desk = desk;
    this.settings = settings;
  }

  static async open(settings: Record<string, unknown> = {}, options: DeskOptions = {}): Promise<VisitDesk> {
    const made = new VisitDesk(
      await ServiceDesk.open({ fleet: true, ...options }),
      withDefaults(VisitSettings, settings),
    );
    await made.#start();
    return made;
  }

  async #start(): Promise<void> {
    const { store, live, clock, faults, fleet, tickets, levels, assets, stock, errors } = this.desk;
    if (!fleet) throw new TypeError("a visit desk needs a fleet");
    const onError = (error: unknown): void => void errors.push(error);
    this.#history = new History({ store, live, clock, onError });
    await this.#history.load();
    this.wear = new Wear({ life: {} }, clock);
    this.wear.load(store.read);
    const { settings, wear } = this;
    this.visits = new Visits({
      store,
      live,
      clock,
      faults,
      fleet,
      tickets,
      levels,
      assets,
      stock,
      wear,
      settings,
      onError,
    });
    await this.visits.load();
  }

  /** Everything new over the same file, as after a time in which no broker ran. */
  async restart(whileDown: () => void = () => undefined): Promise<void> {
    this.visits.close();
    await this.#history.close();
    whileDown();
    await this.desk.restart();
    await this.#start();
  }

  async close(): Promise<void> {
    this.visits.close();
    await this.#history.close();
    await this.desk.close();
  }

  /** A terminal is born and announces these devices, by name and identity. */
  async terminal(id: string, identities: Readonly<Record<string, DeviceIdentity>>): Promise<void> {
    await this.desk.addTerminal(id, {});
    await this.desk.presence(id, "online", ++this.#n);
    await this.announce(id, identities);
  }

  async announce(id: string, identities: Readonly<Record<string, DeviceIdentity>>): Promise<void> {
    const devices = Object.entries(identities).map(([device, identity]) => ({
      device,
      deviceClass: classes[device] ?? "host",
      driver: "test",
      identity,
      commands: [command("selfTest")],
    }));
    const inventory: Inventory = { v: 1, at: this.desk.clock.now(), devices };
    await this.desk.store.write((tx) => this.desk.fleet?.onInventory(tx, id, inventory));
  }

  async lose(id: string): Promise<void> {
    await this.desk.presence(id, "lost", this.#n);
  }

  async born(id: string): Promise<void> {
    await this.desk.presence(id, "online", ++this.#n);
  }

  /** The cabinet of a terminal says how it stands; what is left out is as it should be. */
  cabinet(id: string, states: Readonly<Record<string, string>> = {}): Promise<void> {
    const good = { outerDoor: "closed", cashBoxDoor: "closed", lock: "bolted", operatorSwitch: "run" };
    return this.desk.report(id, "cabinet", "cabinet", { ...good, ...states });
  }

  /** A device runs its self-test, and tells how it ended. */
  async selfTest(id: string, device: string, status: "succeeded" | "failed" = "succeeded"): Promise<void> {
    this.desk.script = (envelope) => this.desk.finish(envelope, status);
    this.desk.online.add(id);
    await this.desk.commands.request({ terminal: id, device, command: "selfTest", by: "user:li" });
    await this.desk.clock.advance(10);
  }

  /** Time passes, in steps that are fine enough for what is waited for. */
  pass(ms: number): Promise<void> {
    return this.desk.pass(ms, ms > 4 * hour ? 30 * minute : ms > 10 * minute ? 5 * minute : minute / 2);
  }

  plan(request: Omit<PlanVisit, "technician" | "from" | "to"> & Partial<PlanVisit>): Promise<VisitView> {
    const from = this.desk.clock.now() + hour;
    return this.visits.plan({ technician: "li", from, to: from + 2 * hour, ...request }, "user:dana");
  }

  act(number: number, request: ActOnVisit, by = "user:li"): Promise<VisitView> {
    return this.visits.act(number, request, by);
  }

  /** A ticket for a validator that is jammed. */
  async jammed(id: string): Promise<number> {
    await this.desk.report(id, "cash", "cashAcceptor", { transport: "jammed", cover: "closed", cashBox: "ok" });
    await this.pass(3 * minute);
    const ticket = this.desk.ticketsOf(id).find(({ cause }) => cause === "cashAcceptor.transport.jammed");
    if (!ticket) throw new Error(`no ticket: ${JSON.stringify(this.desk.faultsOf(id))}`);
    return ticket.number;
  }
}
