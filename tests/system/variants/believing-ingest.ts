import { parseTopic, type UpBatch, type UpChannel, upChannels } from "../../../contract/index.ts";
import type { TestBroker } from "../../support/broker.ts";

type Arrival = Parameters<TestBroker["ingest"]["accept"]>[0];

/** Whose message it is, in the eyes of a broker that believes what it reads; undefined: it goes the right way. */
type Believed = (arrival: Arrival) => Pick<Arrival, "terminal" | "channel"> | undefined;

/** It goes by the topic, not by the connection. */
export const byTopic: Believed = ({ topic }) => {
  const named = parseTopic(topic);
  const channel = upChannels.find((up: UpChannel) => up === named?.channel);
  return named && channel && { terminal: named.terminal, channel };
};

/** It goes by a name in the payload. */
export const byPayload: Believed = ({ channel, payload }) => {
  const { terminal } = JSON.parse(payload.toString()) as UpBatch & { terminal?: string };
  return terminal === undefined ? undefined : { terminal, channel };
};

/** The negative control of S1: the whole broker, but its ingest takes the sender's word for who it is. */
export const believe = (broker: TestBroker, believed: Believed): void => {
  const { ingest } = broker;
  const accept = ingest.accept.bind(ingest);
  ingest.accept = (arrival) => {
    const said = believed(arrival);
    if (!said) return accept(arrival);
    const { refused: _, ...message } = arrival;
    accept({ ...message, ...said });
  };
};
