import { withDefaults } from "../../contract/index.ts";
import { type DeviceSession, type Driver, DriverError, type DriverEvent, type SharedLine } from "../../drivers/api.ts";
import { Relay } from "../../drivers/port/relay/relay.ts";
import { hex } from "../../drivers/wire/fields.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { FakeClock, settle } from "./fake-clock.ts";

/** A real relay between a test that plays the sales application and a simulated device, all in memory on a fake clock; agents come and go. */
export const sharedBench = (driver: Driver, simulated: SimulatedDevice, settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const received: Uint8Array[] = [];
  const toDevice: string[] = [];
  const memory = new Map<string, unknown>();
  const events: DriverEvent[] = [];
  let relay = newRelay();
  const device = simulated.create({
    clock,
    random: () => 0.5,
    send: (bytes) => relay.fromDevice(bytes),
    settings,
  });

  function newRelay(): Relay {
    const fresh = new Relay({
      clock,
      application: { write: (bytes) => received.push(bytes) > 0, pause: () => undefined, resume: () => undefined },
      device: {
        write: (bytes) => {
          toDevice.push(hex(bytes));
          queueMicrotask(() => device.receive(bytes)); // a wire takes its time
          return true;
        },
      },
      memoryBytes: 64 * 1024,
      byteMs: 1,
    });
    return fresh;
  }

  let relays = 1;
  const lineOf = (): SharedLine & { lose(): void } => {
    const own = relay;
    const id = `relay-${relays}`;
    let gone = false;
    const onClose = new Set<(reason: DriverError) => void>();
    return {
      path: "memory",
      relay: id,
      async listen(after, listener) {
        listener.port(own.up, "");
        if (after && after.relay !== id) listener.missed(undefined);
        const reader = own.passage.reader(after?.relay === id ? after.n + 1 : 1);
        const pump = () => {
          for (let p = gone ? undefined : reader.read(); p; p = gone ? undefined : reader.read())
            if (p.way === "!") listener.port(own.up, "lost");
            else
              listener.heard({
                n: p.n,
                toDevice: p.way === ">" || p.way === "+",
                ours: p.way === "+" || p.way === "-",
                bytes: Uint8Array.from(p.bytes),
                at: p.t,
              });
        };
        own.onPassed(pump);
        pump();
      },
      ask: (query) => own.ask(query),
      onClose: (listener) => {
        onClose.add(listener);
        return () => onClose.delete(listener);
      },
      async close() {
        gone = true;
      },
      lose() {
        gone = true;
        for (const listener of onClose) listener(new DriverError("portLost", "the relay is gone"));
      },
    };
  };

  relay.portIs(true);
  return {
    clock,
    device,
    memory,
    events,
    received,
    toDevice,
    get relay() {
      return relay;
    },
    /** What the application writes; resolves to what it gets within 50 ms. */
    async say(bytes: Uint8Array): Promise<string> {
      const before = received.length;
      relay.fromApplication(bytes);
      await clock.advance(50);
      return received
        .slice(before)
        .map((b) => hex(b))
        .join(" ");
    },
    /** A new agent: its session has the memory of the one before. */
    agent(config: Record<string, unknown> = {}): { session: DeviceSession; line: ReturnType<typeof lineOf> } {
      const line = lineOf();
      const env = {
        clock,
        random: () => 0.5,
        memory: {
          get: (key: string) => memory.get(key),
          set: (key: string, value: unknown) => void memory.set(key, structuredClone(value)),
        },
      };
      const session = driver.shared?.open(line, withDefaults(driver.config, config) as never, env);
      if (!session) throw new RangeError(`${driver.name} cannot share a line`);
      session.onEvent?.((event) => void events.push(event));
      return { session, line };
    },
    /** The relay is started anew; its agents have lost it. */
    restartRelay() {
      relay = newRelay();
      relays += 1;
      relay.portIs(true);
    },
    /** A call that lets time pass. */
    async during<T>(call: Promise<T>, limitMs = 20_000): Promise<T> {
      let over = false;
      const done = call.finally(() => {
        over = true;
      });
      done.catch(() => undefined); // the caller sees it
      await settle();
      for (let ms = 0; !over && ms < limitMs; ms += 25) await clock.advance(25);
      return done;
    },
  };
};
