import { Checkbox, Input } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import "./fields.css";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly optional?: boolean;
}
interface TextProps extends FieldProps {
  readonly hint?: string;
  readonly type?: "text" | "password" | "email" | "tel" | "date" | "datetime-local" | "number";
  /** Lines; left out: one. */
  readonly rows?: number;
  readonly most?: number;
  /** What it must look like, as browsers check it. */
  readonly pattern?: string;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  /** Offered while one types. */
  readonly known?: readonly string[];
}

const Label = ({ label, optional }: Pick<FieldProps, "label" | "optional">): ReactNode => {
  const { t } = useTranslation();
  return (
    <span>
      {label}
      {optional ? <span className="quiet"> {t("form.optional")}</span> : null}
    </span>
  );
};

export const TextField = ({ label, value, set, optional, hint, rows, most, known, ...rest }: TextProps): ReactNode => {
  const id = useId();
  const { type = "text", ...more } = rest;
  const shared = {
    id,
    value,
    maxLength: most,
    onChange: ({ target }: { target: { value: string } }) => set(target.value),
    ...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` }),
    ...more,
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        <Label label={label} optional={optional ?? false} />
      </label>
      {rows === undefined ? (
        <Input
          {...shared}
          type={type}
          autoComplete={type === "password" ? "new-password" : "off"}
          {...(known ? { list: `${id}-known` } : {})}
        />
      ) : (
        <Input.TextArea {...shared} rows={rows} />
      )}
      {known ? (
        <datalist id={`${id}-known`}>
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="quiet">
          {hint}
        </span>
      )}
    </div>
  );
};

export interface Choice {
  readonly value: string;
  readonly label: string;
}
interface ChoiceProps extends FieldProps {
  readonly choices: readonly Choice[];
  /** What stands there while nothing is chosen. */
  readonly none?: string;
  readonly disabled?: boolean;
}

export const ChoiceField = ({ label, value, set, optional, choices, none, disabled }: ChoiceProps): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <Label label={label} optional={optional ?? false} />
      </label>
      <select id={id} className="select" value={value} disabled={disabled} onChange={({ target }) => set(target.value)}>
        {none === undefined ? null : <option value="">{none}</option>}
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
};

interface ChecksProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly set: (values: string[]) => void;
  readonly choices: readonly Choice[];
}

export const ChecksField = ({ label, values, set, choices }: ChecksProps): ReactNode => (
  <fieldset className="field">
    <legend>
      <Label label={label} optional />
    </legend>
    <Checkbox.Group options={[...choices]} value={[...values]} onChange={(chosen) => set(chosen)} />
  </fieldset>
);

/** Fields side by side where there is room. */
export const Beside = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <div className="beside">{children}</div>
);
