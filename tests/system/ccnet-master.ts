import { appendFileSync } from "node:fs";
import { SerialPort } from "serialport";

/**
 * A sales application that drives a CCNET bill validator: nothing of ours in it but this file, and no word of it shared with the driver. Polls,
 * starts the unit up, enables it, stacks what is in escrow. Arguments: port, log file. Each line of the log is one exchange or what went wrong.
 */
const [path = "", logFile = ""] = process.argv.slice(2);
/** A byte that was lost is missed after so long; a busy machine that runs many processes keeps nobody waiting for half of it. */
const answerMs = 1_000;
const pollMs = 100;

const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
const log = (entry: object): void => appendFileSync(logFile, `${JSON.stringify(entry)}\n`);

const crc = (bytes: Buffer): number => {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte;
    for (let i = 0; i < 8; i++) value = value % 2 === 1 ? (value >> 1) ^ 0x8408 : value >> 1;
  }
  return value;
};
const packet = (command: number, ...data: number[]): Buffer => {
  const head = Buffer.from([2, 3, 6 + data.length, command, ...data]);
  const tail = Buffer.alloc(2);
  tail.writeUInt16LE(crc(head));
  return Buffer.concat([head, tail]);
};

let stopping = false;
let got = Buffer.alloc(0);
let wake: (() => void) | undefined;
let sent = Buffer.alloc(0);
port.on("data", (bytes: Buffer) => {
  got = Buffer.concat([got, bytes]);
  wake?.();
});
port.on("close", () => {
  if (!stopping) log({ wrong: "hung up" });
});

const write = (bytes: Buffer): void => {
  sent = Buffer.concat([sent, bytes]);
  port.write(bytes);
};
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

let received = Buffer.alloc(0);
/** One question, its answer's bytes from the command byte on. */
const ask = async (question: Buffer): Promise<Buffer | undefined> => {
  if (got.length > 0) log({ wrong: "bytes nobody asked for", bytes: got.toString("hex") });
  got = Buffer.alloc(0);
  const startedAt = performance.now();
  write(question);
  while (got.length < 6 || got.length < (got[2] ?? 255)) {
    const left = answerMs - (performance.now() - startedAt);
    if (left <= 0) {
      log({ wrong: "timeout", asked: question.toString("hex"), got: got.toString("hex") });
      return undefined;
    }
    await wait(left);
  }
  const answer = got;
  got = Buffer.alloc(0);
  received = Buffer.concat([received, answer]);
  const length = answer[2] ?? 0;
  if (answer.length !== length || crc(answer.subarray(0, -2)) !== answer.readUInt16LE(length - 2))
    log({ wrong: "damaged", bytes: answer.toString("hex") });
  if (length === 6 && answer[3] === 0xff) log({ wrong: "NAK" });
  log({ asked: question[3], ms: Math.round((performance.now() - startedAt) * 10) / 10 });
  return answer.subarray(3, -2);
};
const confirm = (): void => write(packet(0));

process.once("SIGTERM", () => {
  stopping = true;
});

const act = async (state: number, before: number, data: number | undefined): Promise<void> => {
  if (state >= 0x10 && state <= 0x12) await ask(packet(0x30));
  else if (state === 0x19) {
    for (const question of [0x37, 0x41]) if (await ask(packet(question))) confirm();
    await ask(packet(0x34, 255, 255, 255, 255, 255, 255));
  } else if (state === 0x80 && before !== 0x80) await ask(packet(0x35));
  else if (state === 0x81 && before !== 0x81) log({ credit: data });
};

port.open((error) => {
  if (error) {
    log({ wrong: error.message });
    return;
  }
  const run = async () => {
    let before = 0;
    while (!stopping) {
      const answer = await ask(packet(0x33));
      if (answer) {
        confirm();
        await new Promise((resolve) => setTimeout(resolve, 20));
        await act(answer[0] ?? 0, before, answer[1]);
        before = answer[0] ?? 0;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    log({ sent: sent.toString("hex"), received: received.toString("hex") });
    port.close();
  };
  void run();
});
