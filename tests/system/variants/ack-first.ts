import { readBrokerConfig } from "../../../broker/config.ts";
import { stderrLog } from "../../../broker/log.ts";
import { startBroker } from "../../../broker/main.ts";
import { acknowledgeFirst } from "./acknowledge-first.ts";

/** The negative control of R1: a broker process that acknowledges first and commits later. Its losses are what the test must find. */
const broker = await startBroker(readBrokerConfig(process.argv[2] ?? ""), { log: stderrLog("error") });
acknowledgeFirst(broker, 400);
process.once("SIGTERM", () => void broker.stop().then(() => process.exit(0)));
