import { readBrokerConfig } from "../../broker/config.ts";
import { stderrLog } from "../../broker/log.ts";
import { startBroker } from "../../broker/main.ts";

/**
 * A real broker process that dies between an escalation and its message. Arguments: settings file, what it does, a terminal.
 * `die`: a printer of that terminal runs out of paper; the process kills itself as soon as the ticket's first escalation is committed.
 * `tellAndDie <terminal> <url>`: the same, but with a broker that tells from memory, after the commit: the negative control.
 * `run`: only runs.
 */
const [settings = "", mode = "run", terminal = "", url = ""] = process.argv.slice(2);
const starting = startBroker(readBrokerConfig(settings), { log: stderrLog("error") });
// A message may be out before everything else has started: who is told to stop then, stops in order all the same.
process.once("SIGTERM", () => void starting.then((one) => one.stop()).then(() => process.exit(0)));
const broker = await starting;

if (mode !== "run") {
  broker.live.after((event) => {
    if (event.name !== "ticket" || event.change !== "escalated" || event.ticket.terminal !== terminal) return;
    if (mode === "tellAndDie") setImmediate(() => void fetch(url, { method: "POST", body: terminal }));
    process.kill(process.pid, "SIGKILL");
  });
  const at = Date.now();
  const components = { paper: { state: "out", since: at }, cover: { state: "closed", since: at } };
  const base = { deviceClass: "printer", availability: "online", measures: {}, freshForMs: 3_600_000 } as const;
  const health = { ...base, components, observedAt: at };
  await broker.store.write((tx) => {
    const row = { id: terminal, name: terminal, site: "here", createdAt: at, statusAt: at, lastSeenAt: at };
    tx.saveTerminal({ ...row, status: "online" });
    broker.faults.judge(tx, terminal, "printer", { health, at, fresh: true });
  });
}
