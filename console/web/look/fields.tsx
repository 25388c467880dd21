import { Checkbox, Input } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import "./fields.css";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly optional?: boolean;
  /** What the broker said is wrong with it. */
  readonly wrong?: string | undefined;
}
interface TextProps extends FieldProps {
  readonly hint?: string;
  /** What its number counts: stands behind it. */
  readonly unit?: string;
  /** What a password manager fills in; left out: nothing, or a new password. */
  readonly fills?: "current-password";
  readonly type?: "text" | "password" | "email" | "tel" | "date" | "datetime-local" | "number";
  /** Lines; left out: one. */
  readonly rows?: number;
  readonly most?: number;
  /** What it must look like, as browsers check it. */
  readonly pattern?: string;
  readonly disabled?: boolean;
  /** In a dialog: it has the focus, though it is not the first field. */
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

/** What belongs to a field that something is said of below it. */
const describing = (id: string, hint: string | undefined, wrong: string | undefined) => ({
  ...(hint === undefined && wrong === undefined ? {} : { "aria-describedby": `${id}-hint ${id}-wrong` }),
  ...(wrong === undefined ? {} : { "aria-invalid": true }),
});

const Below = ({
  id,
  hint,
  wrong,
}: { readonly id: string; readonly hint?: string | undefined } & Pick<FieldProps, "wrong">): ReactNode => (
  <>
    {hint === undefined ? null : (
      <span id={`${id}-hint`} className="quiet">
        {hint}
      </span>
    )}
    {wrong === undefined ? null : (
      <span id={`${id}-wrong`} className="wrong" role="alert">
        {wrong}
      </span>
    )}
  </>
);

export const TextField = (props: TextProps): ReactNode => {
  const { label, value, set, optional, wrong, hint, rows, most, known, type = "text", unit, fills, ...more } = props;
  const id = useId();
  const shared = {
    id,
    value,
    maxLength: most,
    onChange: ({ target }: { target: { value: string } }) => set(target.value),
    ...(wrong === undefined ? {} : { status: "error" as const }),
    ...describing(id, hint, wrong),
    ...(more.autoFocus ? { "data-focus": true } : {}),
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
          autoComplete={fills ?? (type === "password" ? "new-password" : "off")}
          suffix={unit}
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
      <Below id={id} hint={hint} wrong={wrong} />
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
  readonly hint?: string;
  readonly disabled?: boolean;
}

export const ChoiceField = (props: ChoiceProps): ReactNode => {
  const { label, value, set, optional, choices, none, disabled, hint, wrong } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <Label label={label} optional={optional ?? false} />
      </label>
      <select
        id={id}
        className="select"
        value={value}
        disabled={disabled}
        onChange={({ target }) => set(target.value)}
        {...describing(id, hint, wrong)}
      >
        {none === undefined ? null : <option value="">{none}</option>}
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      <Below id={id} hint={hint} wrong={wrong} />
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
