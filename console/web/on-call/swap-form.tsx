import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallDuty, OnCallView } from "../../../contract/index.ts";
import { systemClock } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { useDuties, useWish } from "./data.ts";
import { useDutyText } from "./duty-text.tsx";
import { areHours, type Hours, HoursFields, hoursIn, RotaField } from "./side-fields.tsx";
import { WishDialog } from "./wish-dialog.tsx";

/** Further ahead nobody swaps by a list. */
const aheadMs = 84 * 86_400_000;
const hourMs = 3_600_000;

interface Side extends Hours {
  readonly person: string;
}
const nobody: Side = { person: "", from: "", to: "" };
const isWhole = (side: Side): boolean => side.person !== "" && areHours(side);

interface SideProps {
  readonly title: string;
  readonly duties: readonly OnCallDuty[];
  readonly zone: string;
  readonly side: Side;
  readonly set: (side: Side) => void;
}

/** One person's duty: chosen of those to come; a part of it can be given, too. */
const SideFields = ({ title, duties, zone, side, set }: SideProps): ReactNode => {
  const { t } = useTranslation();
  const textOf = useDutyText(zone, new Map());
  const [chosen, setChosen] = useState("");
  const choose = (key: string): void => {
    const duty = duties.find(({ from }) => String(from) === key);
    setChosen(key);
    set(duty ? { person: duty.person, ...hoursIn(duty, zone) } : nobody);
  };
  return (
    <fieldset className="field">
      <legend>{title}</legend>
      <ChoiceField
        label={t("onCallDesk.duty")}
        none=""
        value={chosen}
        set={choose}
        choices={duties.map((duty) => ({ value: String(duty.from), label: textOf(duty) }))}
      />
      {side.person === "" ? null : <HoursFields hours={side} set={(hours) => set({ ...side, ...hours })} zone={zone} />}
    </fieldset>
  );
};

/** Two people take each other's duties. */
export const SwapForm = ({
  rotas,
  close,
}: {
  readonly rotas: OnCallView["rotas"];
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [now] = useState(() => Math.floor(systemClock.now() / hourMs) * hourMs);
  const [rota, setRota] = useState(rotas[0]?.rota ?? "");
  const [sides, setSides] = useState({ one: nobody, other: nobody });
  const [why, setWhy] = useState("");
  const { data = [] } = useDuties(now, now + aheadMs);
  const zone = rotas.find((one) => one.rota === rota)?.zone ?? "UTC";
  // What has begun cannot be given away.
  const coming = data.filter((duty) => duty.rota === rota && duty.from > now);
  const given = { rota, ...sides.one, with: sides.other, why: why.trim() };
  const wish = useWish((asked) => api.swapOnCall(asked), given, close);
  const can = isWhole(sides.one) && isWhole(sides.other) && why.trim() !== "";
  return (
    <WishDialog title={t("onCallDesk.swap")} can={can} wish={wish} rotas={rotas} close={close}>
      <RotaField
        rotas={rotas}
        value={rota}
        set={(chosen) => {
          setRota(chosen);
          setSides({ one: nobody, other: nobody });
        }}
      />
      <SideFields
        key={`${rota} one`}
        title={t("onCallDesk.oneGives")}
        duties={coming}
        zone={zone}
        side={sides.one}
        set={(one) => setSides({ ...sides, one })}
      />
      <SideFields
        key={`${rota} other`}
        title={t("onCallDesk.otherGives")}
        duties={coming.filter(({ person }) => person !== sides.one.person)}
        zone={zone}
        side={sides.other}
        set={(other) => setSides({ ...sides, other })}
      />
      <TextField label={t("onCallDesk.why")} value={why} set={setWhy} most={500} />
    </WishDialog>
  );
};
