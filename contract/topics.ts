/**
 * Topics are `kiosk/v1/<terminal>/<channel>`. The terminal id is also user name and client id, so the access table is this file.
 */
export const topicRoot = "kiosk/v1";

/** Channels a terminal writes. */
export const upChannels = ["state", "inventory", "up", "live"] as const;
/** Channels a terminal reads. */
export const downChannels = ["ack", "cmd", "config"] as const;
export type UpChannel = (typeof upChannels)[number];
export type DownChannel = (typeof downChannels)[number];
export type Channel = UpChannel | DownChannel;

/** Terminal ids: 1 to 64 of `a-z A-Z 0-9 . _ -`, starting with a letter or digit; so never a wildcard, a slash or a control character. */
export const terminalIdPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
const terminalId = new RegExp(terminalIdPattern);

export const isTerminalId = (text: string): boolean => terminalId.test(text);

export const topicOf = (terminal: string, channel: Channel): string => `${topicRoot}/${terminal}/${channel}`;

/** Splits a topic into its terminal and channel; `undefined` for anything that is not exactly ours. */
export const parseTopic = (topic: string): { terminal: string; channel: Channel } | undefined => {
  const parts = topic.split("/");
  const [root, version, terminal, channel] = parts;
  if (parts.length !== 4 || `${root}/${version}` !== topicRoot || !terminal || !isTerminalId(terminal))
    return undefined;
  const known = [...upChannels, ...downChannels].find((c) => c === channel);
  return known ? { terminal, channel: known } : undefined;
};

export const mayPublish = (terminal: string, topic: string): boolean => {
  const t = parseTopic(topic);
  return t?.terminal === terminal && (upChannels as readonly string[]).includes(t.channel);
};

export const maySubscribe = (terminal: string, filter: string): boolean => {
  const t = parseTopic(filter);
  return t?.terminal === terminal && (downChannels as readonly string[]).includes(t.channel);
};
