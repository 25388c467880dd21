import type { CommandDescriptor, DeviceView, Disturbance, FaultView, RunbookView } from "../../../contract/index.ts";

/** Something that can be run on a device. */
export type Choice =
  | { readonly kind: "runbook"; readonly id: string; readonly runbook: RunbookView; readonly disturbs: Disturbance }
  | {
      readonly kind: "command";
      readonly id: string;
      readonly command: CommandDescriptor;
      readonly disturbs: Disturbance;
    };

/** Of each runbook that fits the device and each command that it announces; those of its open faults first. */
export const choicesOf = (
  device: Pick<DeviceView, "deviceClass" | "commands">,
  runbooks: readonly RunbookView[],
  faults: readonly Pick<FaultView, "code">[],
): Choice[] => {
  const helps = ({ handles }: RunbookView): boolean => faults.some(({ code }) => handles.includes(code));
  const fitting = runbooks
    .filter(({ deviceClass }) => deviceClass === "any" || deviceClass === device.deviceClass)
    .sort((a, b) => Number(helps(b)) - Number(helps(a)));
  return [
    ...fitting.map((runbook): Choice => ({ kind: "runbook", id: runbook.id, runbook, disturbs: runbook.disturbs })),
    ...device.commands.map(
      (command): Choice => ({ kind: "command", id: command.name, command, disturbs: command.disturbs }),
    ),
  ];
};

export const keyOf = ({ kind, id }: Pick<Choice, "kind" | "id">): string => `${kind}:${id}`;
