import type { ReactNode } from "react";
import { usePeople } from "../people.ts";
import { ChoiceField } from "./fields.tsx";

interface PersonProps {
  readonly label: string;
  readonly value: string;
  readonly set: (person: string) => void;
  readonly optional?: boolean;
  readonly wrong?: string | undefined;
}

/** Somebody who works here. */
export const PersonField = (props: PersonProps): ReactNode => {
  const people = [...usePeople().values()].filter(({ disabled }) => disabled !== true);
  const choices = people
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return <ChoiceField {...props} none="" choices={choices} />;
};
