import { createHash } from "node:crypto";
import { AppError, asRead, type Clock, type HookAnswer, hasCode } from "../../contract/index.ts";
import type { Store, Tx } from "../store/store.ts";
import type { Action } from "../tickets/actions.ts";
import type { Tickets } from "../tickets/index.ts";
import { type HookMapping, type HookRule, holds, readHookMapping, ticketOf } from "./hook-mapping.ts";
import { readNamed, type Secrets } from "./secrets.ts";
import type { NotifySettings } from "./settings.ts";
import { hmac, sameText, webhookSignature } from "./signature.ts";
import { at, fillText, textOf } from "./template.ts";

/** A webhook as it came. */
export interface HookRequest {
  readonly raw: Buffer;
  readonly body: unknown;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface HookDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly tickets: Pick<Tickets, "actIn">;
}

export interface Hook {
  readonly name: string;
  readonly mapping: HookMapping;
  readonly secret: string;
}

/** Reads every mapping file and secret. Throws `AppError("config")`. */
export const loadHooks = ({ hooks }: Pick<NotifySettings, "hooks">, secrets: Secrets): Map<string, Hook> =>
  new Map(
    Object.entries(hooks).map(([name, { mapping, secretFile }]) => {
      const text = readNamed(`notify.hooks.${name}.mapping`, mapping);
      const secret = secrets.read(`notify.hooks.${name}.secretFile`, secretFile);
      return [name, { name, mapping: readHookMapping(text, mapping), secret }];
    }),
  );

/** Other systems ask here, not people: English says it to whoever sets them up. */
const unauthorised = (why: string): AppError => new AppError("unauthorised", asRead(`hook: ${why}`));

const single = (request: HookRequest, header: string): string => {
  const value = request.headers[header.toLowerCase()];
  return typeof value === "string" && value.length <= 500 ? value : "";
};

interface Told {
  readonly at: number | undefined;
  readonly delivery: string;
}

const unitMs = { s: 1000, ms: 1 } as const;
const timeOf = (text: string, unit: "s" | "ms" | "iso"): number | undefined => {
  const ms = unit === "iso" ? Date.parse(text) : /^\d{1,16}$/.test(text) ? Number(text) * unitMs[unit] : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
};

const standardWindowMs = 300_000;

/** Standard Webhooks: three headers; several signatures may stand there while a secret is changed. */
const checkStandard = (secret: string, request: HookRequest): Told => {
  const [id, seconds] = [single(request, "webhook-id"), single(request, "webhook-timestamp")];
  const right = webhookSignature(secret, id, seconds, request.raw);
  const given = single(request, "webhook-signature").split(" ").slice(0, 5);
  if (id === "" || !given.some((one) => sameText(one, right))) throw unauthorised("the signature is wrong");
  return { at: timeOf(seconds, "s"), delivery: id };
};

const checkOwn = ({ mapping, secret }: Hook, request: HookRequest): Told => {
  const { signature, timestamp, delivery } = mapping;
  if (!signature) return checkStandard(secret, request);
  const found = (where: { header?: string; pointer?: string } | undefined): string =>
    where?.header === undefined
      ? (textOf(at(request.body, where?.pointer ?? "/")) ?? "")
      : single(request, where.header);
  const [time, id] = [found(timestamp), delivery ? found(delivery) : ""];
  const [before = "", after = ""] = signature.over
    .replace("{timestamp}", () => time)
    .replace("{id}", () => id)
    .split("{body}");
  const signed = Buffer.concat([Buffer.from(before), request.raw, Buffer.from(after)]);
  const right = signature.form.replace(/\{(hex|base64)\}/, (_, form: "hex" | "base64") => hmac(secret, signed, form));
  if (!sameText(single(request, signature.header), right)) throw unauthorised("the signature is wrong");
  if (delivery && id === "")
    throw new AppError("invalid", asRead("hook: there is no delivery id where the mapping looks for it"));
  const hash = createHash("sha256").update(request.raw).digest("hex");
  return { at: timestamp ? timeOf(time, timestamp.unit) : undefined, delivery: delivery ? id.slice(0, 200) : hash };
};

/** Who sent it, when, and which delivery it is. Throws `unauthorised` for a wrong signature or a time outside the window. */
const checkSigned = (hook: Hook, request: HookRequest, now: number): Told => {
  const told = checkOwn(hook, request);
  const windowMs = hook.mapping.timestamp ? hook.mapping.timestamp.withinS * 1000 : standardWindowMs;
  if (told.at === undefined || Math.abs(now - told.at) > windowMs)
    throw unauthorised("the timestamp is not within its window; is the clock of the sender right?");
  return told;
};

const mostText = 2000;

const actionOf = (rule: HookRule, body: unknown): Action => {
  const filled = (template: string | undefined, most: number): string | undefined =>
    template === undefined
      ? undefined
      : fillText(template, (pointer) => textOf(at(body, pointer)))
          .trim()
          .slice(0, most);
  const [text, assignee] = [filled(rule.text, mostText), filled(rule.assignee, 80)];
  return {
    action: rule.do,
    ...(text ? { text } : {}),
    ...(assignee ? { assignee } : {}),
    ...(rule.reason ? { reason: rule.reason } : {}),
  };
};

/** What is so already need not be done again: two systems that mirror each other would else argue. */
const isSo = (tx: Tx, number: number, { action, assignee }: Action): boolean => {
  const ticket = tx.read.ticket(number);
  if (action === "close") return ticket?.state === "closed";
  if (action === "resolve") return ["resolved", "confirmed", "closed"].includes(ticket?.state ?? "");
  return action === "assign" && assignee !== undefined && ticket?.assignee === assignee;
};

const perform = (tx: Tx, hook: Hook, body: unknown, tickets: HookDeps["tickets"]): HookAnswer => {
  const { mapping, name } = hook;
  const rules = mapping.ignore.some((one) => holds(one, body))
    ? []
    : mapping.rules.filter((rule) => holds(rule.when, body));
  const number = ticketOf(mapping, body);
  if (rules.length === 0 || number === undefined) return { outcome: "ignored", actions: [] };
  const done = rules.flatMap((rule) => {
    const action = actionOf(rule, body);
    if (isSo(tx, number, action)) return [];
    tickets.actIn(tx, number, action, `hook:${name}`);
    return [action.action];
  });
  return { outcome: "done", ticket: number, actions: done };
};

/**
 * Takes one webhook: checked, remembered and done in one transaction, so that the same delivery has one effect however often it comes and whenever the
 * broker dies. What is refused (`notFound`, `conflict`, `invalid`) is not remembered: nothing happened. Throws `unauthorised` for an unknown hook, too.
 */
export const takeHook = async (
  hook: Hook | undefined,
  request: HookRequest,
  { store, clock, tickets }: HookDeps,
): Promise<HookAnswer> => {
  if (!hook) throw unauthorised("there is none of this name, or its signature is wrong");
  const told = checkSigned(hook, request, clock.now());
  try {
    return await store.write((tx) => {
      if (!tx.rememberDelivery(hook.name, told.delivery, clock.now())) return { outcome: "duplicate", actions: [] };
      return perform(tx, hook, request.body, tickets);
    });
  } catch (error) {
    if (hasCode(error, "unknownTicket"))
      throw new AppError("notFound", error.text ?? asRead(error.message), {}, { cause: error });
    throw error;
  }
};
