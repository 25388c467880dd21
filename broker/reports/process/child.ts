import { setPriority } from "node:os";
import { AppError } from "../../../contract/index.ts";
import { openReader } from "../../store/sqlite/open-reader.ts";
import { loadReports } from "../load-reports.ts";
import { makeFile, type ReportFile } from "../make.ts";
import { sourcesOf } from "./basis.ts";
import { type Made, refusedBy, type ToMake } from "./messages.ts";

/** Below the broker: the fleet is listened to first. */
const niceness = 5;

const make = async ({ file, job, basis }: ToMake): Promise<ReportFile> => {
  const report = (await loadReports()).get(job.id);
  if (!report) throw new AppError("notFound", { en: `no report ${job.id}`, "zh-CN": `没有报表 ${job.id}` });
  const store = openReader(file);
  try {
    return await makeFile(sourcesOf(store.read, basis, job.now), report, job);
  } finally {
    store.close();
  }
};

const answer = async (wish: ToMake): Promise<Made> => {
  try {
    return { file: await make(wish) };
  } catch (error) {
    return { error: refusedBy(error) };
  }
};

setPriority(niceness);
// Without the broker nobody wants the report.
process.once("disconnect", () => process.exit(0));
process.once("message", (wish: ToMake) => {
  void answer(wish).then((made) => process.send?.(made, () => process.disconnect()));
});
