import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";
import { useMay, useWhole } from "../session/session.ts";
import { useTitle } from "../shell/title.ts";
import { Calendar } from "./calendar.tsx";
import { Calls } from "./calls.tsx";
import { Messages } from "./messages.tsx";
import { Now } from "./now.tsx";
import { Plan } from "./plan.tsx";
import "../look/fields.css";
import "./on-call.css";

const parts = { now: Now, calendar: Calendar, plan: Plan, calls: Calls, messages: Messages } as const;
type Part = keyof typeof parts;

/** What the broker tells whoever is signed in. Messages are of the whole fleet. */
const useParts = (): readonly Part[] => {
  const whole = useWhole();
  const hidden: Partial<Record<Part, boolean>> = {
    calls: !useMay("ticket"),
    messages: !(useMay("dispatch") && whole),
  };
  return (Object.keys(parts) as Part[]).filter((part) => !hidden[part]);
};

/** Who is on duty, who is called of a ticket and what they did, and the messages that go out. */
const OnCall = (): ReactNode => {
  const { t } = useTranslation();
  const offered = useParts();
  const { part: wanted = "now" } = useParams();
  const part = offered.find((one) => one === wanted) ?? "now";
  const Shown = parts[part];
  useTitle(t("onCallDesk.title"));
  return (
    <div className="page">
      <div className="head">
        <h1>{t("onCallDesk.title")}</h1>
        <nav className="tabs" aria-label={t("onCallDesk.title")}>
          {offered.map((one) => (
            <NavLink key={one} to={one === "now" ? "/on-call" : `/on-call/${one}`} end>
              {t(`onCallDesk.part.${one}`)}
            </NavLink>
          ))}
        </nav>
      </div>
      <Shown />
    </div>
  );
};
export default OnCall;
