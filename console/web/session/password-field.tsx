import type { ReactNode } from "react";
import { TextField } from "../look/fields.tsx";

/** So many letters a password must have, as the broker asks. */
export const fewest = 12;
const most = 128;

interface Props {
  readonly value: string;
  readonly set: (value: string) => void;
  /** One's own; left out: a new one. */
  readonly current?: true;
  readonly label: string;
  readonly hint?: string;
  readonly wrong?: string | undefined;
}

/** A field for a password, which its manager fills in or keeps. */
export const PasswordField = ({ current, wrong, ...more }: Props): ReactNode => (
  <TextField
    type="password"
    most={most}
    wrong={wrong}
    {...(current ? { fills: "current-password", autoFocus: true } : {})}
    {...more}
  />
);
