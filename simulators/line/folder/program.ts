/**
 * The text of an executable that asks the simulator what to print: arguments go as JSON over a socket, the answer comes back as JSON with its output in
 * base64. It has no extension, so Node takes it as what the nearest package.json says: it uses only what both kinds of module know.
 */
export const programText = (node: string, socket: string): string => `#!${node}
import("node:net").then(({ connect }) => {
  const socket = connect(${JSON.stringify(socket)});
  let text = "";
  socket.setEncoding("utf8");
  socket.on("connect", () => socket.write(JSON.stringify([process.argv[1], ...process.argv.slice(2)]) + "\\n"));
  socket.on("data", (more) => (text += more));
  socket.on("error", (error) => {
    process.stderr.write("the simulated computer is gone: " + error.message + "\\n");
    process.exitCode = 70;
  });
  socket.on("end", () => {
    if (text === "") return;
    const { stdout, stderr, exit, flood } = JSON.parse(text);
    process.stdout.on("error", () => process.exit(1));
    process.stderr.write(Buffer.from(stderr, "base64"));
    process.stdout.write(Buffer.from(stdout, "base64"));
    const more = () => process.stdout.write("A".repeat(65536), more);
    if (flood) more();
    process.exitCode = exit;
  });
});
`;

/** What a program is told to do. */
export interface ProgramOrders {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exit: number;
  readonly flood?: true;
}

export const ordersText = ({ stdout, stderr, exit, flood }: ProgramOrders): string =>
  JSON.stringify({
    stdout: Buffer.from(stdout).toString("base64"),
    stderr: Buffer.from(stderr).toString("base64"),
    exit,
    ...(flood ? { flood } : {}),
  });
