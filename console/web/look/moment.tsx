import type { ReactNode } from "react";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { exact, moment } from "../times.ts";

/** A moment in a list; the exact one stands in its title. */
export const Moment = ({ at }: { readonly at: number }): ReactNode => {
  const { language } = usePreferences();
  const minute = useMinute();
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at, language)}>
      {moment(at, minute, language)}
    </time>
  );
};
