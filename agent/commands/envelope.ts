import type { TSchema } from "typebox";
import {
  type CommandDescriptor,
  CommandEnvelope,
  checker,
  contractVersion,
  messageOf,
  withDefaults,
} from "../../contract/index.ts";
import type { Refusal } from "./interlock.ts";

/** A command as it came: good, or wrong with whatever of it could be read. */
export type Read =
  | { readonly ok: true; readonly envelope: CommandEnvelope }
  | {
      readonly ok: false;
      readonly id?: string;
      readonly command: string;
      readonly device?: string;
      readonly why: string;
    };

const maxBytes = 64 * 1024;
const envelopes = checker(CommandEnvelope);

const textOf = (value: unknown, pattern: RegExp): string | undefined =>
  typeof value === "string" && pattern.test(value) ? value : undefined;

const wrong = (value: unknown, why: string): Read => {
  const seen = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const id = textOf(seen["id"], /^[\x21-\x7e]{8,64}$/);
  const device = textOf(seen["device"], /^[a-z0-9][a-z0-9-]{0,31}$/);
  return {
    ok: false,
    ...(id !== undefined && { id }),
    ...(device !== undefined && { device }),
    command: textOf(seen["command"], /^[a-z][A-Za-z0-9]{0,31}$/) ?? "unknown",
    why: why.slice(0, 400),
  };
};

/** Bytes from the wire are hostile until this has passed them; never throws. */
export const readEnvelope = (payload: Uint8Array, terminal: string): Read => {
  if (payload.length > maxBytes) return wrong(undefined, `${payload.length} bytes are too many for a command`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch (error) {
    return wrong(undefined, `not JSON: ${messageOf(error)}`);
  }
  if (!envelopes.is(value))
    return wrong(
      value,
      envelopes
        .issues(value)
        .map((i) => `${i.path} ${i.message}`)
        .join("; "),
    );
  if (value.v > contractVersion) return wrong(value, `version ${value.v} is newer than ${contractVersion}`);
  if (value.terminal !== terminal) return wrong(value, `it is for ${value.terminal}, this is ${terminal}`);
  return { ok: true, envelope: value };
};

export type Args = { readonly args: Record<string, unknown>; readonly refusal?: never } | { readonly refusal: Refusal };

/** The arguments with their defaults, or why the command cannot take them. The schema is the driver's own. */
export const argsOf = (descriptor: CommandDescriptor, args: Record<string, unknown>): Args => {
  const schema = descriptor.args as TSchema;
  const full = withDefaults(schema, args) as Record<string, unknown>;
  const issues = checker(schema).issues(full);
  if (issues.length === 0) return { args: full };
  const text = issues.map((i) => `${i.path} ${i.message}`).join("; ");
  return { refusal: { status: "refused", code: "badArgs", text: text.slice(0, 500), retryable: false } };
};
