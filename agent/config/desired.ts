import { type Static, Type } from "typebox";
import { checker, type DesiredConfig } from "../../contract/index.ts";
import type { AgentLog } from "../log.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { type AgentSettings, logLevels } from "./settings.ts";

/** Settings the broker may change from afar: nothing that could cut the terminal off or move a device. */
export const Desired = Type.Object(
  {
    refreshMinutes: Type.Optional(Type.Number({ minimum: 1, maximum: 1440 })),
    logLevel: Type.Optional(Type.Enum(logLevels)),
  },
  { additionalProperties: false },
);

interface InForce {
  readonly rev: number;
  readonly desired: Static<typeof Desired>;
}

const desiredChecker = checker(Desired);
const key = "config.desired";

/** Desired settings over those of the file; durable, so that a restart without a broker keeps them. */
export const desiredSettings = (settings: AgentSettings, outbox: Outbox, log: AgentLog) => {
  let inForce = outbox.get(key) as InForce | undefined;
  const setLevel = () => log.setLevel(inForce?.desired.logLevel ?? settings.logLevel);
  setLevel();
  return {
    rev: (): number | undefined => inForce?.rev,
    refreshMs: (): number => (inForce?.desired.refreshMinutes ?? settings.refreshMinutes) * 60_000,
    /** Puts a revision into force, all or nothing; a wrong one is reported and the old one stays. Answers the revision in force. */
    apply({ rev, desired }: DesiredConfig): number | undefined {
      if (rev === inForce?.rev) return rev;
      if (!desiredChecker.is(desired)) {
        const text = desiredChecker
          .issues(desired)
          .map((i) => `${i.path} ${i.message}`)
          .join("; ");
        log.warn(`config revision ${rev} refused: ${text}`);
        outbox.add({
          kind: "event",
          body: { code: "configRefused", text: `revision ${rev}: ${text}`.slice(0, 500), data: { rev } },
        });
        return inForce?.rev;
      }
      inForce = { rev, desired };
      outbox.set(key, inForce);
      setLevel();
      log.info(`config revision ${rev} is in force`);
      return rev;
    },
  };
};
