import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { VisitView } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";
import { term } from "../words.ts";

const Tasks = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { tasks } = visit.order;
  if (tasks.length === 0) return null;
  return (
    <>
      <h2>{t("visit.tasks")}</h2>
      <ol className="tasks">
        {tasks.map(({ text, device }, n) => (
          <li key={`${device} ${text.en}`}>
            {text[language]}
            {device !== undefined && device !== tasks[n - 1]?.device ? (
              <span className="quiet">{t("brackets", { text: device })}</span>
            ) : null}
          </li>
        ))}
      </ol>
    </>
  );
};

const Parts = ({ visit: { order, van, lacks = [] } }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (order.parts.length === 0) return null;
  return (
    <>
      <h2>{t("visit.parts")}</h2>
      <ul className="tasks">
        {order.parts.map(({ item, quantity, why, device }) => {
          const lack = lacks.find((one) => one.item === item);
          return (
            <li key={`${item} ${device}`}>
              {quantity} × {partText(item)[language]}
              {why === "wear" ? <span className="quiet">{t("brackets", { text: t("visit.worn") })}</span> : null}
              {lack ? (
                <b className="lacks">
                  {t("brackets", {
                    text: t("visit.lacking", { van, lacking: lack.wanted - lack.have, wanted: lack.wanted }),
                  })}
                </b>
              ) : null}
            </li>
          );
        })}
      </ul>
    </>
  );
};

const Modules = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { modules } = visit.order;
  if (modules.length === 0) return null;
  return (
    <>
      <h2>{t("visit.modules")}</h2>
      <dl className="facts">
        {modules.map(({ device, deviceClass, model, serial }) => (
          <div key={device}>
            <dt>{device}</dt>
            <dd>
              {[term(language, "classes", deviceClass), model].filter(Boolean).join(" · ")}
              <br />
              <span className="quiet">{serial ?? t("visit.noSerial")}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
};

/** What is to be done, to be taken along, and what stands there. */
export const Order = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { tasks, parts, modules } = visit.order;
  if (tasks.length + parts.length + modules.length === 0) return null;
  return (
    <section className="panel order">
      <Tasks visit={visit} />
      <Parts visit={visit} />
      <Modules visit={visit} />
    </section>
  );
};
