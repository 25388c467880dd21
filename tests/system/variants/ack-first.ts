import { readBrokerConfig } from "../../../broker/config.ts";
import { stderrLog } from "../../../broker/log.ts";
import { startBroker } from "../../../broker/main.ts";
import { acknowledgeFirst } from "./acknowledge-first.ts";

/**
 * The negative control of R1 and R24: a broker process that acknowledges first and commits later, 400 ms or as many as its second argument says. Its losses
 * are what the test must find.
 */
const broker = await startBroker(readBrokerConfig(process.argv[2] ?? ""), { log: stderrLog("error") });
acknowledgeFirst(broker, Number(process.argv[3] ?? 400));
process.once("SIGTERM", () => void broker.stop().then(() => process.exit(0)));
