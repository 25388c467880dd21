import { mkdir, writeFile } from "node:fs/promises";
import { fromHex, hex } from "../../drivers/wire/fields.ts";
import { entryLine, headerLine, type TraceEntry, type TraceHeader } from "../../drivers/wire/trace.ts";
import { VirtualClock } from "../../drivers/wire/virtual-clock.ts";
import { loadSimulators } from "../../simulators/catalog.ts";

/** What a host can do in a story. */
interface Host {
  /** Sends, and resolves to what came back within `ms`. */
  ask(frame: string, ms?: number): Promise<string>;
  wait(ms: number): Promise<void>;
  act(action: string, args?: Record<string, unknown>): void;
  inject(fault: string): void;
  clear(fault: string): void;
}

interface Story {
  readonly driver: string;
  readonly name: string;
  readonly note: string;
  readonly line: string;
  readonly simulator: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  tell(host: Host): Promise<void>;
}

const ack = "02 03 06 00 C2 82";
/** POLL and ACK until the unit says this code; decides on what it sees as a sales application does. */
const pollUntil = async (host: Host, code: string): Promise<void> => {
  for (let n = 0; n < 200; n++) {
    const answer = await host.ask("02 03 06 33 DA 81", 12);
    await host.ask(ack, 20);
    const said = answer.split(" ")[3];
    if (said === code) return;
    if (said === "10") await host.ask("02 03 06 30 41 B3", 20);
    if (said === "80") await host.ask("02 03 06 35 EC E4", 20);
    await host.wait(168);
  }
  throw new Error(`the unit never said ${code}`);
};

const stories: readonly Story[] = [
  {
    driver: "ccnet",
    name: "start-notes-jam-box",
    note: "Recorded from our own simulator: cold start, two notes by way of escrow, one rejected, a jam that RESET frees, the cash box taken out and put back",
    line: "9600 8N1",
    simulator: { initialiseMs: 600, scanMs: 400, stackMs: 700 },
    async tell(host) {
      await pollUntil(host, "19");
      for (const question of ["02 03 06 37 FE C7", "02 03 06 41 4F D1"]) {
        await host.ask(question, 20);
        await host.ask(ack, 20);
      }
      await host.ask("02 03 0C 34 00 00 7F 00 00 7F DB 6F", 20);
      await pollUntil(host, "14");
      for (const type of [3, 0]) {
        host.act("insertNote", { type });
        await pollUntil(host, "81");
        await pollUntil(host, "14");
      }
      host.inject("rejectAll");
      host.act("insertNote", { type: 2 });
      await pollUntil(host, "1C");
      host.clear("rejectAll");
      await pollUntil(host, "14");
      host.inject("billJam");
      await pollUntil(host, "43");
      await host.ask("02 03 06 30 41 B3", 20);
      await pollUntil(host, "19");
      await host.ask("02 03 0C 34 00 00 7F 00 00 7F DB 6F", 20);
      await pollUntil(host, "14");
      host.act("removeCassette");
      await pollUntil(host, "42");
      host.act("returnCassette");
      await pollUntil(host, "19");
    },
  },
  {
    driver: "escpos",
    name: "receipt-paper-cover",
    note: "Recorded from our own simulator: identity, a receipt with a picture whose data look like commands, paper nearly out, cover opened and closed, automatic status",
    line: "38400 8N1",
    simulator: { startMs: 0 },
    async tell(host) {
      for (const n of ["42", "43", "41", "44"]) await host.ask(`1D 49 ${n}`, 60);
      await host.ask("10 04 01 10 04 04", 60);
      await host.ask("1B 40", 60);
      await host.ask(`${hex(Uint8Array.from(Buffer.from("Ticket 1   2.50")))} 0A`, 60);
      await host.ask("1D 76 30 00 02 00 02 00 41 42 1B 40", 60);
      await host.ask("1D 56 42 00", 60);
      host.inject("paperLow");
      await host.wait(500);
      await host.ask("10 04 01", 60);
      await host.ask("10 04 04", 60);
      await host.ask("1D 61 FF", 60);
      host.act("openCover");
      await host.wait(500);
      for (const n of ["01", "04", "02", "03"]) await host.ask(`10 04 ${n}`, 60);
      host.act("closeCover");
      await host.wait(500);
      await host.ask("10 04 01", 60);
      host.clear("paperLow");
      await host.wait(500);
    },
  },
];

/** Tells a story to the simulated device, on a clock of its own: twice the same, byte for byte. */
const record = async (story: Story): Promise<string> => {
  const simulated = (await loadSimulators()).get(story.driver);
  if (!simulated) throw new Error(`no simulator ${story.driver}`);
  const clock = new VirtualClock(Date.UTC(2026, 10, 22));
  const entries: TraceEntry[] = [];
  const heard: string[] = [];
  const device = simulated.create({
    clock,
    random: () => 0.5,
    send: (bytes) => {
      entries.push({ t: clock.mono(), toDevice: false, bytes });
      heard.push(hex(bytes));
    },
    settings: { ...story.simulator },
  });
  const wait = (ms: number) => clock.to(clock.mono() + ms);
  await story.tell({
    wait,
    async ask(frame, ms = 20) {
      const bytes = fromHex(frame);
      heard.length = 0;
      entries.push({ t: clock.mono(), toDevice: true, bytes });
      device.receive(bytes);
      await wait(ms);
      return heard.join(" ");
    },
    act(action, args = {}) {
      entries.push({ t: clock.mono(), act: action, args });
      device.act(action, args);
    },
    inject(fault) {
      entries.push({ t: clock.mono(), inject: fault });
      device.inject(fault);
    },
    clear(fault) {
      entries.push({ t: clock.mono(), clear: fault });
      device.clear(fault);
    },
  });
  device.close();
  const header: TraceHeader = {
    trace: 1,
    driver: story.driver,
    ...(story.config ? { config: story.config } : {}),
    line: story.line,
    date: "2026-11-22T00:00:00.000Z",
    note: story.note,
    simulator: story.simulator,
  };
  return `${[headerLine(header), ...entries.map(entryLine)].join("\n")}\n`;
};

/** `node dist/tests/drivers/record-traces.js <folder>`: writes `<folder>/<driver>/<name>.trace` of every story. */
const folder = process.argv[2] ?? "tests/drivers/traces";
for (const story of stories) {
  await mkdir(`${folder}/${story.driver}`, { recursive: true });
  await writeFile(`${folder}/${story.driver}/${story.name}.trace`, await record(story));
}
