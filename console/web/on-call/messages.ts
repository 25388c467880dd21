export const messagesKey = ["messages"] as const;

/** No event tells of messages, of which there may be many: what is owed is asked for again while somebody looks on. */
export const messageAgainMs = 10_000;
