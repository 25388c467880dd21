import { vi } from "vitest";
import { describeDrivers } from "./conform.ts";
import { drivers } from "./subjects.ts";

/** Megabytes of babble take their time on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

describeDrivers([...drivers.values()].filter(({ line }) => line.kind !== "system"));
