import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

/** A real SMTP server that keeps what it takes. `refuse` answers a recipient with an SMTP code, or takes it. */
export class MailServer {
  readonly mails: Mail[] = [];
  refuse: (to: string) => number | undefined = () => undefined;
  /** Times that somebody logged in. */
  logins = 0;
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: options.key === undefined ? ["STARTTLS"] : [],
      logger: false,
      onAuth: ({ username, password }, _session, done) => {
        this.logins++;
        if (username === "desk" && password === "smtp-secret-1") done(null, { user: username });
        else done(new Error("535 wrong password"));
      },
      onRcptTo: ({ address }, _session, done) => {
        const code = this.refuse(address);
        if (code === undefined) return done();
        const refusal: Error & { responseCode?: number } = new Error(`not ${address}`);
        refusal.responseCode = code;
        return done(refusal);
      },
      onData: (stream, { envelope }, done) => {
        const parts: Buffer[] = [];
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", () => {
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          const raw = Buffer.concat(parts).toString("utf8");
          this.mails.push({ from, to: envelope.rcptTo.map((one) => one.address).join(","), raw });
          done();
        });
      },
      ...options,
    });
    // Clients that break off are part of the tests.
    this.#server.on("error", () => undefined);
  }

  static async open(port = 0, options: SMTPServerOptions = {}): Promise<MailServer> {
    const mail = new MailServer(options);
    await new Promise<void>((resolve) => mail.#server.listen(port, "127.0.0.1", resolve));
    return mail;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** Header lines unfolded, by lower-case name; the body with its transfer encoding undone, parts and all. */
export const readMail = (raw: string): { headers: ReadonlyMap<string, string>; text: string } => {
  const [head = ""] = raw.split("\r\n\r\n");
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = new Map(
    lines.map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const parts = raw.split(/\r\n--[^\r\n]+(?:--)?\r\n/).map((part) => {
    const [own = "", ...rest] = part.split("\r\n\r\n");
    const body = rest.join("\r\n\r\n");
    if (/base64/i.test(own)) return Buffer.from(body, "base64").toString("utf8");
    if (!/quoted-printable/i.test(own)) return body;
    const bytes = body
      .replaceAll(/=\r\n/g, "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString("utf8");
  });
  return { headers, text: parts.join("\n") };
};

/** `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=` as text. */
export const readSubject = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, form: string, text: string) =>
      form.toUpperCase() === "B"
        ? Buffer.from(text, "base64").toString("utf8")
        : Buffer.from(
            text
              .replaceAll("_", " ")
              .replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            "latin1",
          ).toString("utf8"),
    );
