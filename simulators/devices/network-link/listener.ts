import { createServer, type Server } from "node:net";

/** The broker's port: real connections, accepted and let go. Gone, nobody listens there, and connections are refused. */
export interface Listener {
  /** Undefined until it listens for the first time; the same for ever after. */
  port(): number | undefined;
  set(listening: boolean): void;
  accepted(): number;
  close(): void;
}

export const openListener = (onPort: () => void): Listener => {
  let port: number | undefined;
  let server: Server | undefined;
  let accepted = 0;
  let wanted = true;
  const open = () => {
    const opened = createServer((socket) => {
      accepted += 1;
      socket.on("error", () => undefined); // whoever connected has gone
      socket.end();
    });
    opened.on("error", () => undefined); // the port was taken meanwhile: connections find somebody else
    opened.listen(port ?? 0, "127.0.0.1", () => {
      const at = opened.address();
      if (!wanted || typeof at !== "object" || at === null) return;
      port = at.port;
      onPort();
    });
    server = opened;
  };
  open();
  return {
    port: () => port,
    set: (listening) => {
      if (listening === wanted) return;
      wanted = listening;
      server?.close();
      server = undefined;
      if (listening) open();
    },
    accepted: () => accepted,
    close: () => {
      wanted = false;
      server?.close();
    },
  };
};
