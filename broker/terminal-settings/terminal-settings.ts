import {
  AppError,
  type Clock,
  contractVersion,
  type DesiredConfig,
  type DeviceEvent,
  messageOf,
  type Presence,
  type SetSettings,
  type TerminalSettingsView,
  type WantedSettings,
} from "../../contract/index.ts";
import type { Downlink } from "../downlink.ts";
import type { Live } from "../live.ts";
import { othersTurn } from "../others-turn.ts";
import type { ToldSettingsRow, WantedSettingsRow } from "../store/settings-rows.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { unknown } from "../unknown.ts";
import { standingOf, type Wanted, wantedOf } from "./state.ts";

export interface TerminalSettingsDeps {
  readonly store: Store;
  readonly live: Live;
  readonly downlink: Pick<Downlink, "send">;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The row of what is wanted of every terminal that has nothing of its own. */
const wholeFleet = "";
/** Terminals told of a change before others have their turn. */
const atOnce = 50;

const refusalIn = ({ text, data = {} }: DeviceEvent, at: number): NonNullable<ToldSettingsRow["refused"]> => {
  const { rev, why } = data;
  return {
    rev: typeof rev === "number" ? rev : 0,
    code: typeof why === "string" ? why.slice(0, 64) : "settingsNotUnderstood",
    text: text.replace(/^revision \d+: /, ""),
    at,
  };
};

const viewOf = (row: WantedSettingsRow | undefined): WantedSettings =>
  row ? { settings: row.settings, rev: row.rev, at: row.at, by: row.by } : { settings: {}, rev: 0 };

/**
 * Settings wanted of terminals and those in force. What is wanted is stored here and offered at each birth and at each change; what is in force only the
 * terminal says: the revision with its presence, a refusal as an event, the values with its inventory.
 */
export class TerminalSettings {
  readonly #deps: TerminalSettingsDeps;

  constructor(deps: TerminalSettingsDeps) {
    this.#deps = deps;
    const { live, clock } = deps;
    live.within("said", ({ terminal, said }, tx) => this.#onSaid(tx, terminal, said));
    live.within("deviceEvent", ({ terminal, event, at }, tx) => {
      if (event.code === "configRefused") this.#save(tx, { terminal, refused: refusalIn(event, at) });
    });
    live.within("inventory", ({ terminal }, tx) => {
      const mark = tx.read.terminal(terminal)?.inventory?.settings?.fileMark;
      if (mark === undefined || tx.read.toldSettings(terminal)?.file?.mark === mark) return;
      this.#save(tx, { terminal, file: { mark, at: clock.now() } });
    });
  }

  /** Throws `notFound`. */
  view(terminal: string): TerminalSettingsView {
    const { read } = this.#deps.store;
    const row = read.terminal(terminal);
    if (!row) throw unknown("terminal", terminal);
    const told = read.toldSettings(terminal);
    const wanted = this.#wanted(read, terminal);
    const { settings: report, at: reportedAt } = row.inventory ?? {};
    return {
      terminal,
      rev: wanted.rev,
      ...standingOf(wanted, told),
      own: viewOf(read.wantedSettings(terminal)),
      fleet: this.fleet(),
      ...(told?.inForce?.rev === undefined ? {} : { inForceRev: told.inForce.rev }),
      ...(report && reportedAt !== undefined ? { report, reportedAt } : {}),
      ...(told?.file ? { fileSince: told.file.at } : {}),
    };
  }

  fleet(): WantedSettings {
    return viewOf(this.#deps.store.read.wantedSettings(wholeFleet));
  }

  /** Wants these settings of one terminal, or (`terminal` left out) of the fleet, and no others. Throws `notFound`, `conflict`. */
  set(tx: Tx, terminal: string | undefined, { settings, rev }: SetSettings, by: string): void {
    const { clock } = this.#deps;
    const of = terminal ?? wholeFleet;
    if (terminal !== undefined && !tx.read.terminal(terminal)) throw unknown("terminal", terminal);
    const before = tx.read.wantedSettings(of);
    const seen = terminal === undefined ? (before?.rev ?? 0) : this.#wanted(tx.read, terminal).rev;
    if (rev !== undefined && rev !== seen)
      throw new AppError("conflict", {
        en: `revision ${seen} is wanted by now; look at it first`,
        "zh-CN": `当前要求的已是第 ${seen} 版，请先查看`,
      });
    const row = { terminal: of, rev: tx.read.settingsRev() + 1, at: clock.now(), by, settings };
    tx.saveWantedSettings(row);
    const detail = { rev: row.rev, before: before?.settings ?? {}, after: settings };
    tx.addAudit({ at: row.at, actor: by, action: "settings.set", target: terminal ?? "fleet", detail });
    this.#tell(tx, of);
    tx.afterCommit(() => (terminal === undefined ? void this.#sendAll() : this.#send(terminal)));
  }

  #wanted(read: Readers, terminal: string): Wanted {
    return wantedOf(read.wantedSettings(wholeFleet), read.wantedSettings(terminal));
  }

  /** Offered at each birth, also if the revision is the same: it is a small message, and a terminal that has it does nothing. */
  #onSaid(tx: Tx, terminal: string, { status, configRev: rev }: Presence): void {
    if (status !== "online") return;
    if (tx.read.toldSettings(terminal)?.inForce?.rev !== rev) {
      const inForce = { ...(rev === undefined ? {} : { rev }), at: this.#deps.clock.now() };
      this.#save(tx, { terminal, inForce });
    }
    tx.afterCommit(() => this.#send(terminal));
  }

  #save(tx: Tx, fresh: ToldSettingsRow): void {
    tx.saveToldSettings({ ...tx.read.toldSettings(fresh.terminal), ...fresh });
    this.#tell(tx, fresh.terminal);
  }

  #tell(tx: Tx, terminal: string): void {
    const wanted = this.#wanted(tx.read, terminal);
    const { state } = standingOf(wanted, tx.read.toldSettings(terminal));
    this.#deps.live.emit(tx, "settings", { terminal, state, rev: wanted.rev });
  }

  #send(terminal: string): void {
    const { rev, settings } = this.#wanted(this.#deps.store.read, terminal);
    const config: DesiredConfig = { v: contractVersion, rev, desired: settings };
    if (rev > 0) this.#deps.downlink.send(terminal, "config", config);
  }

  /** Who is away hears of it at its birth. */
  async #sendAll(): Promise<void> {
    try {
      for (const [n, { id }] of this.#deps.store.read.terminals().entries()) {
        this.#send(id);
        if (n % atOnce === atOnce - 1) await othersTurn();
      }
    } catch (error) {
      this.#deps.onError(new Error(`settings of the fleet: ${messageOf(error)}`, { cause: error }));
    }
  }
}
