import { Button, Input } from "antd";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceView, Language } from "../../../contract/index.ts";
import { argumentHint, argumentName, commandTitle } from "../../i18n/command.ts";
import { usePreferences } from "../preferences.ts";
import { type Choice, keyOf } from "./choice.ts";
import { Confirm } from "./confirm.tsx";
import { type Draft, type Field, fieldsOf, filled, rangeOf } from "./fields.ts";
import { type Barrier, type Sight, worstOf } from "./interlock.ts";

/** What somebody decided to run. */
export interface Wish {
  readonly choice: Choice;
  readonly args: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

const nameOf = (choice: Choice, language: Language): string =>
  choice.kind === "runbook" ? choice.runbook.title[language] : commandTitle(choice.command.title, language);

const Label = ({ choice }: { readonly choice: Choice }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const title = nameOf(choice, language);
  return (
    <span className="choice-label">
      <span {...(choice.kind === "command" && title === choice.command.title ? { lang: "en" } : {})}>{title}</span>{" "}
      <code>{choice.id}</code>
      <span className={`disturbs disturbs-${choice.disturbs}`}>{t(`diagnosePage.disturbs.${choice.disturbs}`)}</span>
    </span>
  );
};

interface ChooseProps {
  readonly choices: readonly Choice[];
  readonly chosen: Choice | undefined;
  readonly choose: (choice: Choice) => void;
}

const Choose = ({ choices, chosen, choose }: ChooseProps): ReactNode => {
  const { t } = useTranslation();
  return (["runbook", "command"] as const).map((kind) => {
    const some = choices.filter((one) => one.kind === kind);
    return (
      <fieldset key={kind} className="field choices-of">
        <legend>{t(`diagnosePage.kind.${kind}`)}</legend>
        {some.length === 0 ? <span className="quiet">{t(`diagnosePage.no.${kind}`)}</span> : null}
        {some.map((choice) => (
          <label key={keyOf(choice)}>
            <input
              type="radio"
              name="choice"
              value={keyOf(choice)}
              checked={chosen !== undefined && keyOf(chosen) === keyOf(choice)}
              onChange={() => choose(choice)}
            />
            <Label choice={choice} />
          </label>
        ))}
      </fieldset>
    );
  });
};

interface ArgumentProps {
  readonly field: Field;
  readonly value: string;
  readonly wrong: boolean;
  readonly set: (value: string) => void;
}

const Entry = ({ field, value, wrong, set }: ArgumentProps): ReactNode => {
  const { t } = useTranslation();
  const id = `arg-${field.name}`;
  const shared = { id, "aria-invalid": wrong && value !== "", "aria-describedby": `${id}-about` };
  if (field.kind === "choice" || field.kind === "yesNo") {
    const options = field.kind === "yesNo" ? ["true", "false"] : field.choices.map((one) => String(one));
    return (
      <select {...shared} value={value} onChange={({ target }) => set(target.value)}>
        <option value="">{t("diagnosePage.choose")}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {field.kind === "yesNo" ? t(`diagnosePage.${one === "true" ? "yes" : "not"}`) : one}
          </option>
        ))}
      </select>
    );
  }
  const numeric = field.kind === "whole" || field.kind === "number";
  return (
    <Input
      {...shared}
      value={value}
      maxLength={field.longest}
      inputMode={numeric ? "decimal" : "text"}
      autoComplete="off"
      onChange={({ target }) => set(target.value)}
    />
  );
};

const Argument = (props: ArgumentProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { field } = props;
  const range = rangeOf(field);
  const about = [
    argumentHint(field.description, language),
    range === undefined ? "" : t(`diagnosePage.range.${range}`, { least: field.least, most: field.most }),
    field.kind === "json" ? "JSON" : "",
    field.needed ? "" : t("diagnosePage.optional"),
  ];
  return (
    <div className="field">
      <label htmlFor={`arg-${field.name}`}>{argumentName(field.name, language)}</label>
      <Entry {...props} />
      <span id={`arg-${field.name}-about`} className="quiet">
        {about.filter((text) => text !== "").join(" · ")}
      </span>
    </div>
  );
};

interface FormProps extends ChooseProps {
  readonly device: DeviceView;
  readonly terminal: string;
  readonly sights: readonly Sight[];
  readonly busy: boolean;
  readonly run: (wish: Wish) => void;
}

/** The button says what will come of it. */
const buttonWord = (barrier: Barrier, choice: Choice | undefined): string => {
  if (choice?.disturbs === "money") return "diagnosePage.askSecond";
  return barrier === "waits" ? "diagnosePage.runLater" : "diagnosePage.run";
};

/** What to run, with what, and why. */
export const RunForm = ({ choices, chosen, choose, device, terminal, sights, busy, run }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [draft, setDraft] = useState<Draft>({});
  const [reason, setReason] = useState("");
  const [wish, setWish] = useState<Wish>();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  const command = chosen?.kind === "command" ? chosen.command : undefined;
  const fields = command ? fieldsOf(command.args) : [];
  const { args, wrong } = filled(fields, draft);
  const needsReason = chosen?.disturbs === "money";
  const barrier = worstOf(sights);
  const can =
    chosen !== undefined && wrong.length === 0 && barrier !== "stops" && !(needsReason && reason.trim() === "");
  const start = (one: Wish): void => {
    setWish(undefined);
    run(one);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!chosen || !can || busy) return;
    const one = { choice: chosen, args, reason: reason.trim() };
    if (chosen.disturbs === "nothing") start(one);
    else setWish(one);
  };
  const pick = (choice: Choice): void => {
    setDraft({});
    choose(choice);
  };
  return (
    <section className="panel" aria-labelledby="what-to-run">
      <h2 id="what-to-run">{t("diagnosePage.what")}</h2>
      <form className="run-form" onSubmit={submit}>
        <Choose choices={choices} chosen={chosen} choose={pick} />
        {fields.map((field) => (
          <Argument
            key={field.name}
            field={field}
            value={draft[field.name] ?? field.standard}
            wrong={wrong.includes(field.name)}
            set={(value) => setDraft({ ...draft, [field.name]: value })}
          />
        ))}
        {command ? (
          <div className="field">
            <label htmlFor="reason">{t("diagnosePage.reason")}</label>
            <Input id="reason" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
            <span className="quiet">{t(needsReason ? "diagnosePage.reasonNeeded" : "diagnosePage.optional")}</span>
          </div>
        ) : null}
        <div>
          <Button ref={button} type="primary" htmlType="submit" disabled={!can} loading={busy}>
            {t(buttonWord(barrier, chosen))}
          </Button>
        </div>
      </form>
      {wish ? (
        <Confirm
          what={nameOf(wish.choice, language)}
          disturbs={wish.choice.disturbs}
          args={wish.args}
          device={device.device}
          terminal={terminal}
          sights={sights}
          go={() => start(wish)}
          close={() => setWish(undefined)}
        />
      ) : null}
    </section>
  );
};
