import type { OnCallWay, Person } from "../../contract/index.ts";
import type { ChannelKind } from "./channel.ts";

/** Whom a message is for, as the register of people has them; without `person` it has nobody of this id. */
export interface Addressee {
  readonly id: string;
  readonly person?: Pick<Person, "name" | "email" | "phone" | "language" | "zone" | "disabled">;
}

/** People write `+86 (21) 5555-0100`; gateways and robots want digits. */
const digits = (phone: string): string => phone.replaceAll(/[ ()/-]/g, "");

/** What a channel that reaches people one by one calls this person. */
export const addressOf = (kind: Pick<ChannelKind, "contact">, { person }: Addressee): string | undefined =>
  kind.contact === "phone" ? phoneOf({ person }) : person?.email;

/** For those that name somebody within a message to all. */
export const phoneOf = ({ person }: { readonly person?: Addressee["person"] }): string | undefined =>
  person?.phone === undefined ? undefined : digits(person.phone);

export const nameOf = ({ id, person }: Addressee): string => person?.name ?? id;

/** How a person is reached by a channel, or what there is not. Sends nothing. */
export const wayTo = (channel: string, kind: ChannelKind | undefined, who: Addressee): OnCallWay => {
  if (!kind) return { channel, missing: "channel" };
  if (!who.person || who.person.disabled) return { channel, missing: "person" };
  if (kind.recipients === "none") return { channel };
  const to = addressOf(kind, who);
  if (to === undefined || kind.wrongRecipient?.(to) !== undefined)
    return { channel, missing: kind.contact === "phone" ? "phone" : "email" };
  return { channel, to };
};
