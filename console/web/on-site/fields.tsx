import { Input } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { VisitView } from "../../../contract/index.ts";
import { partText, partWords } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";
import { term } from "../words.ts";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly optional?: boolean;
}

const Label = ({ label, optional }: Pick<FieldProps, "label" | "optional">): ReactNode => {
  const { t } = useTranslation();
  return (
    <span>
      {label} {optional ? <span className="quiet">{t("ticketAct.optional")}</span> : null}
    </span>
  );
};

/** A serial number, a name: one line, as it is written on the part. */
export const TextField = ({ label, value, set, optional = false }: FieldProps): ReactNode => (
  <label className="field">
    <Label label={label} optional={optional} />
    <Input
      size="large"
      value={value}
      onChange={({ target }) => set(target.value)}
      autoComplete="off"
      spellCheck={false}
      maxLength={80}
    />
  </label>
);

export const LongField = ({ label, value, set, optional = false }: FieldProps): ReactNode => {
  const id = useId();
  return (
    <label className="field" htmlFor={id}>
      <Label label={label} optional={optional} />
      <Input.TextArea id={id} rows={2} maxLength={2000} value={value} onChange={({ target }) => set(target.value)} />
    </label>
  );
};

export const Choice = ({
  label,
  value,
  set,
  options,
  optional = false,
}: FieldProps & { readonly options: readonly (readonly [value: string, text: string])[] }): ReactNode => (
  <label className="field">
    <Label label={label} optional={optional} />
    <select value={value} onChange={({ target }) => set(target.value)}>
      <option value="" />
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

/** One of the modules that stand there. */
export const DeviceField = ({
  visit,
  ...rest
}: Omit<FieldProps, "label"> & { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const options = visit.order.modules.map(
    ({ device, deviceClass, model }) =>
      [device, [device, term(language, "classes", deviceClass), model].filter(Boolean).join(" · ")] as const,
  );
  return <Choice label={t("phone.device")} options={options} {...rest} />;
};

/** A part, as the stock calls it: those of the work order first. */
export const PartField = ({
  visit,
  value,
  set,
}: Omit<FieldProps, "label"> & { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const own = visit.order.parts.map(({ item }) => item);
  const all = [...new Set([...own, ...Object.keys(partWords)])];
  const options = all.map((item) => [item, partText(item)[language]] as const);
  // One that somebody named otherwise stays what it is.
  const more = value === "" || all.includes(value) ? options : [[value, value] as const, ...options];
  return <Choice label={t("phone.item")} value={value} set={set} options={more} />;
};
