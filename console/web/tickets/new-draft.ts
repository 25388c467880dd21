import type { OpenTicket } from "../../../contract/index.ts";
import { type Severity, type Skill, severities, skills } from "../../../contract/plain.ts";

/** A ticket as its form has it: all text, empty for what nobody said. */
export type TicketDraft = Readonly<
  Record<"terminal" | "title" | "severity" | "device" | "skill" | "text" | "name" | "phone", string>
>;

export const emptyTicket = (terminal: string): TicketDraft => ({
  terminal,
  title: "",
  severity: "major",
  device: "",
  skill: "",
  text: "",
  name: "",
  phone: "",
});

const said = <Name extends string>(name: Name, value: string): { readonly [key in Name]?: string } =>
  value.trim() === "" ? {} : ({ [name]: value.trim() } as { readonly [key in Name]: string });

const oneOf = <T extends string>(all: readonly T[], value: string): T | undefined => all.find((one) => one === value);

/** What is sent. A number without a name is sent as it is: the broker says what lacks. */
export const ticketOf = ({ terminal, title, name, phone, ...draft }: TicketDraft): OpenTicket => {
  const severity: Severity = oneOf(severities, draft.severity) ?? "major";
  const skill: Skill | undefined = oneOf(skills, draft.skill);
  const contact = { name: name.trim(), ...said("phone", phone) };
  return {
    terminal: terminal.trim(),
    title: title.trim(),
    severity,
    ...said("device", draft.device),
    ...said("text", draft.text),
    ...(skill ? { skill } : {}),
    ...(contact.name === "" && contact.phone === undefined ? {} : { contact }),
  };
};
