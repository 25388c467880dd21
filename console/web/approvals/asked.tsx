import type { ReactNode } from "react";
import { Link } from "react-router";
import type { CommandView } from "../../../contract/index.ts";
import { AllArgs, CommandSaid } from "../look/command-said.tsx";
import { Moment } from "../look/moment.tsx";
import { Approval } from "./approval.tsx";

/** One command that waits: what, where and since when; who asked, why, and yes or no. */
export const Asked = ({ command: asked }: { readonly command: CommandView }): ReactNode => {
  const { terminal, device, args, createdAt } = asked;
  return (
    <li className="panel">
      <p>
        <Moment at={createdAt} /> <CommandSaid command={asked} /> ·{" "}
        <Link to={`/terminals/${terminal}`}>{terminal}</Link>{" "}
        <Link to={`/diagnose/${terminal}/${device}`}>{device}</Link>
      </p>
      <AllArgs args={args} />
      <Approval command={asked} />
    </li>
  );
};
