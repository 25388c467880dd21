import { AppError } from "../../../contract/index.ts";

/** What goes wrong with any program on any computer. Each acts on every program of a simulated folder; files are the device's business. */
export const folderFaults = {
  programMissing: "the programs are not installed",
  programDenied: "the programs may not be run",
  programHangs: "the programs never end",
  programFails: "the programs say nothing but an error, and end with status 1",
  programRubbish: "the programs print rubbish",
  programHalf: "what the programs print stops in the middle",
  programSlow: "the programs take half a second longer",
  programFloods: "the programs print without end",
} as const;

export type FolderFault = keyof typeof folderFaults;
export const isFolderFault = (name: string): name is FolderFault => Object.hasOwn(folderFaults, name);

/** Throws `AppError("unknownFault")`. */
export const folderFaultNamed = (name: string): FolderFault => {
  if (isFolderFault(name)) return name;
  throw new AppError("unknownFault", `no such fault ${name}; there are ${Object.keys(folderFaults).join(", ")}`);
};
