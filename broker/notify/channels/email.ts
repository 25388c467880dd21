import { createTransport } from "nodemailer";
import { type Static, Type } from "typebox";
import { messageOf } from "../../../contract/index.ts";
import { type ChannelEnv, defineChannel, type Message, never, type Sender, tryAgain } from "../channel.ts";

const Settings = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 587 }),
    tls: Type.Enum(["required", "implicit", "ifOffered", "never"], {
      default: "required",
      description: "required: STARTTLS or nothing; implicit: TLS from the first byte (465)",
    }),
    caFile: Type.Optional(Type.String({ description: "certificate authority of a server of one's own" })),
    user: Type.Optional(Type.String()),
    passwordFile: Type.Optional(Type.String()),
    from: Type.String({ minLength: 3, maxLength: 200 }),
    domain: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9.-]{1,100}$", description: "right side of message ids" })),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

const address = /^[^\s<>@",;:]{1,64}@[A-Za-z0-9.-]{1,255}$/;

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** The server's answer decides (RFC 5321 §4.2.1): 4xx later, 5xx never. Who we are (EAUTH) and how we talk (ETLS) is mended in settings, not in the message. */
const failure = (error: unknown): Error => {
  const { code = "", responseCode, response } = error as SmtpError;
  const said = response ?? `${code === "" ? "" : `${code}: `}${messageOf(error)}`;
  const forGood = responseCode !== undefined && responseCode >= 500 && !["EAUTH", "ETLS", "ECONNECTION"].includes(code);
  return forGood ? never(said) : tryAgain(said);
};

/** Mails about one ticket hang together in the reader's program. */
const threadOf = ({ items }: Message, domain: string): { references?: string } => {
  const tickets = new Set(items.map((item) => item.ticket));
  const [ticket] = tickets;
  return tickets.size === 1 && ticket !== undefined ? { references: `<ticket-${ticket}@${domain}>` } : {};
};

const openMail = (settings: Settings, env: ChannelEnv): Sender => {
  const pass = settings.passwordFile === undefined ? undefined : env.secret("passwordFile", settings.passwordFile);
  const ca = settings.caFile === undefined ? undefined : env.file("caFile", settings.caFile);
  const domain = settings.domain ?? /@([A-Za-z0-9.-]+)>?$/.exec(settings.from)?.[1] ?? "roundsman.invalid";
  const limit = 15_000;
  // A connection for each message: a pool would keep dead ones, and mails are few.
  const connect = () =>
    createTransport({
      host: settings.host,
      port: settings.port,
      secure: settings.tls === "implicit",
      requireTLS: settings.tls === "required",
      ignoreTLS: settings.tls === "never",
      connectionTimeout: limit,
      greetingTimeout: limit,
      socketTimeout: limit,
      dnsTimeout: limit,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(settings.user === undefined ? {} : { auth: { user: settings.user, pass: pass ?? "" } }),
    });
  return {
    async send(message, signal) {
      const transport = connect();
      const stop = () => transport.close();
      signal.addEventListener("abort", stop, { once: true });
      try {
        const { response } = (await transport.sendMail({
          from: settings.from,
          to: message.to ?? "",
          subject: message.subject,
          text: message.text,
          html: message.html,
          messageId: `<${message.id}@${domain}>`,
          date: new Date(message.createdAt),
          ...threadOf(message, domain),
          // RFC 3834: no holiday answers to a machine.
          headers: { "Auto-Submitted": "auto-generated", "X-Roundsman-Delivery": message.id },
        })) as { response?: string };
        return response === undefined ? {} : { note: response.slice(0, 200) };
      } catch (error) {
        throw signal.aborted ? tryAgain("no answer in time") : failure(error);
      } finally {
        signal.removeEventListener("abort", stop);
        transport.close();
      }
    },
  };
};

export default defineChannel({
  settings: Settings,
  recipients: "each",
  contact: "email",
  joins: true,
  promise: {
    en: "at least once; a repetition has the same Message-ID, by which many mail programs drop it",
    "zh-CN": "至少一次；重发邮件的 Message-ID 相同，多数邮件系统会据此去重",
  },
  wrongRecipient: (to) => (address.test(to) ? undefined : { en: "is no e-mail address", "zh-CN": "不是邮箱地址" }),
  open: openMail,
});
