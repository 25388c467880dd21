import type { Localized } from "../../contract/index.ts";
import { type Block, both, type Column, type Section } from "./report.ts";

/**
 * What every figure means, in one sentence. By key, or by family and key where it means something else there: the family is the first word of a table's id, or of the
 * section's for key figures. A figure without a sentence fails the suite.
 */
export const definitions: Readonly<Record<string, Localized>> = {
  availability: both(
    "Time up / (time up + time down outside announced maintenance).",
    "正常时间 /（正常时间 + 计划维护以外的不可用时间）。",
  ),
  proven: both(
    "Time up / whole time: what was not seen counts as down.",
    "正常时间 / 全部时间，未监测时间按不可用计。",
  ),
  observed: both("(Time up + time down) / whole time.", "（正常时间 + 不可用时间）/ 全部时间。"),
  up: both("Time observed in which it was not down.", "已监测且未处于不可用状态的时间。"),
  restricted: both(
    "Part of the time up in which some way to pay or the receipt was missing.",
    "正常时间中某种支付方式或小票不可用的部分。",
  ),
  down: both(
    "Time observed in which a terminal could not be paid at in any way, or a module was out of work.",
    "已监测且终端无法以任何方式付款（或模块无法工作）的时间。",
  ),
  plannedDown: both("Part of the time down that lies in announced maintenance.", "不可用时间中属于计划维护的部分。"),
  unobserved: both(
    "Time in which a terminal was not connected or readings were too old: neither up nor down.",
    "终端未连接或读数过期的时间，既不计为正常也不计为不可用。",
  ),
  terminals: both("Terminals that were told of in the period.", "统计期内纳入统计的终端数。"),
  modules: both("Modules (devices of terminals) that are meant.", "涉及的模块（终端设备）数。"),
  "daily.up": both("Share of all terminals' time in the step that was up.", "该时段内全部终端正常时间占比。"),
  "daily.restricted": both(
    "Share of all terminals' time in the step that was up but restricted.",
    "该时段内全部终端受限时间占比。",
  ),
  "daily.down": both("Share of all terminals' time in the step that was down.", "该时段内全部终端不可用时间占比。"),
  "daily.unobserved": both(
    "Share of all terminals' time in the step that was not seen.",
    "该时段内全部终端未监测时间占比。",
  ),
  begun: both("Faults whose condition began in the time.", "该时间内发生的故障数。"),
  ended: both("Faults whose condition was gone in the time.", "该时间内恢复的故障数。"),
  "daily.open": both("Faults that had begun and were not gone at the end of the step.", "该时段末仍未恢复的故障数。"),
  "faults.open": both("Faults that had begun and were not gone at the end of the period.", "期末仍未恢复的故障数。"),
  critical: both("Of the faults that began, those of severity critical.", "新发生故障中级别为紧急的数量。"),
  lasted: both(
    "From the beginning of the condition to its end; of several together the sum within the period.",
    "自发生至恢复的时长；多次故障为期内累计。",
  ),
  number: both(
    "Faults of this kind that began in the period or were there already.",
    "期内发生或已存在的同类故障次数。",
  ),
  repeats: both(
    "Of them those that began at most 30 days after the same fault of the same module was gone.",
    "同一模块同一故障恢复后 30 天内再次发生的次数。",
  ),
  failures: both(
    "Faults that began in the period, took a module out of work, were no symptom of another and not planned maintenance.",
    "期内发生、使模块无法工作、非其他故障引起且非计划维护的故障数。",
  ),
  mtbf: both("Time up / failures that began in the period.", "正常时间 / 期内发生的故障数。"),
  mttr: both(
    "Mean length, from beginning to end, of the failures that ended in the period.",
    "期内恢复的故障自发生至恢复的平均时长。",
  ),
  repeatRate: both("Repeated failures / failures.", "重复故障数 / 故障数。"),
  remote: both(
    "Failures that ended in the period, cured by a runbook or by a person from afar.",
    "期内恢复且由系统或人工远程修复的故障数。",
  ),
  visits: both(
    "Failures that ended in the period after somebody had come to the site for them.",
    "期内恢复且经现场处理的故障数。",
  ),
  remoteRate: both(
    "Cured from afar / (cured from afar + cured on site); what went by itself counts in neither.",
    "远程修复 /（远程修复 + 现场修复），自行恢复的不计。",
  ),
  firstTimeFix: both(
    "Tickets ended in the period with one visit and no reopening / those ended with any visit.",
    "期内结束且仅一次上门、未重新打开的工单 / 有上门的工单。",
  ),
  processorLoad: both("Mean over time of the processors' load.", "处理器占用率的时间加权平均。"),
  memoryUsed: both("Mean over time of the memory in use.", "内存占用率的时间加权平均。"),
  storageUsed: both("Mean over time of the disk space in use.", "磁盘占用率的时间加权平均。"),
  temperature: both("Mean over time of the computers' temperature.", "主机温度的时间加权平均。"),
  processorLoadMean: both("Mean over time of the processor's load.", "处理器占用率的时间加权平均。"),
  processorLoadMost: both("Highest processor load that was read.", "处理器占用率的最高读数。"),
  memoryUsedMean: both("Mean over time of the memory in use.", "内存占用率的时间加权平均。"),
  memoryUsedMost: both("Most memory in use that was read.", "内存占用率的最高读数。"),
  storageUsedMean: both("Mean over time of the disk space in use.", "磁盘占用率的时间加权平均。"),
  storageUsedMost: both("Most disk space in use that was read.", "磁盘占用率的最高读数。"),
  temperatureMean: both("Mean over time of the computer's temperature.", "主机温度的时间加权平均。"),
  temperatureMost: both("Highest temperature that was read.", "主机温度的最高读数。"),
  storageChange: both(
    "Mean disk use of the last day less that of the first, in percentage points.",
    "末日与首日磁盘占用均值之差（百分点）。",
  ),
  known: both("Sampled time / period.", "有采样数据的时间 / 统计期。"),
  all: both("Transactions that ended: succeeded, failed and broken off.", "已结束的交易笔数（成功、失败与取消）。"),
  success: both("Transactions that succeeded.", "成功的交易笔数。"),
  failed: both(
    "Transactions that failed by fault of the machine, the host or the card.",
    "因设备、主机或卡片原因失败的交易笔数。",
  ),
  cancelled: both("Transactions that the customer broke off.", "客户取消的交易笔数。"),
  rate: both(
    "Succeeded / (succeeded + failed); what the customer broke off says nothing of the machine.",
    "成功 /（成功 + 失败），客户取消的不计。",
  ),
  "overall.success": both("Succeeded transactions / (succeeded + failed).", "成功交易 /（成功 + 失败）。"),
  count: both("Transactions that ended so for this cause.", "因该原因未成功的交易笔数。"),
  "transactions.share": both("Of all that did not succeed.", "占全部未成功交易的比例。"),
  "transactions.terminals": both("Terminals on which it happened.", "发生该情况的终端数。"),
  amount: both("Sum of the amounts, in the currency's own unit.", "金额合计（货币单位）。"),
  decided: both("Promises that were kept, or whose time ran out, in the period.", "期内达成或到期的承诺数。"),
  kept: both("Of the decided promises those kept in time.", "已判定承诺中按时达成的数量。"),
  broken: both("Of the decided promises those whose time ran out first.", "已判定承诺中超时的数量。"),
  compliance: both("Kept promises / decided promises.", "达标承诺 / 已判定承诺。"),
  promises: both("Kept promises / decided promises.", "达标承诺 / 已判定承诺。"),
  tickets: both(
    "Cases that were opened in the period: an incident with all its tickets counts once, merged tickets too.",
    "期内新开的工单数：同一事件的全部工单计为一件，合并的工单也计为一件。",
  ),
  "service.tickets": both(
    "Tickets: as a key figure the cases opened in the period (an incident or merged tickets count once), by level tickets with a decided promise.",
    "工单数：汇总为期内新开（同一事件、合并的工单各计一件），按级别为有已判定承诺者。",
  ),
  opened: both(
    "Cases that were opened in the period: an incident with all its tickets counts once, merged tickets too.",
    "期内新开的工单数：同一事件的全部工单计为一件，合并的工单也计为一件。",
  ),
  "service.used": both(
    "Mean of the time used of the promise, waits the contract excuses left out.",
    "承诺用时的平均值，不含合同免责的等待。",
  ),
  longest: both("Longest time used of the promise.", "承诺用时的最大值。"),
  over: both("Time used beyond the promise, as it stood at the end of the period.", "超出承诺的时长（以期末为准）。"),
  items: both("Parts and supplies of which use is known.", "已掌握用量的部件与耗材数。"),
  soon: both(
    "Of them those used to 90 % or expected to be used up within 90 days.",
    "其中已用至 90 % 或预计 90 天内用尽的数量。",
  ),
  now: both("Of them those that are used up.", "其中已用尽的数量。"),
  "wear.share": both("Used of its life, or filled, 1 being the end.", "已用寿命（或装满程度）占比。"),
  left: both("Still to be used before the end, in the unit named.", "距用尽的剩余量（按所列单位）。"),
  perDay: both("Mean use a day over the last 14 days.", "最近 14 天日均用量。"),
  rounds: both("Inspection rounds that were finished in the period.", "期内完成的巡检次数。"),
  inspected: both("Terminals with a finished round / terminals.", "完成巡检的终端 / 终端总数。"),
  late: both("Rounds finished on a later day than they were due.", "晚于应检日期完成的巡检数。"),
  "inspections.notOk": both(
    "Rounds (by item: items) that found something not in order.",
    "发现异常的巡检数（按项目为项目次数）。",
  ),
  "inspections.overdue": both(
    "Terminals whose round was due before the end of the period and not made.",
    "期末前应检而未检的终端数。",
  ),
  ok: both("Rounds in which the item was in order.", "该项目正常的巡检数。"),
  cannotTell: both("Rounds in which neither machine nor person could tell.", "该项目无法判定的巡检数。"),
  notFitted: both("Rounds in which there was no such part.", "该项目未配置的巡检数。"),
  days: both(
    "Days from the end of the period to the day it is due; negative: overdue.",
    "自期末至应检日期的天数，负数为逾期。",
  ),
  months: both("Months from one round to the next, by the contract.", "合同约定的巡检间隔（月）。"),
  opening: both("In stock when the period began: all moves before it added up.", "期初库存：此前全部出入库之和。"),
  "stock.received": both("Came in from suppliers in the period.", "期内供应商入库数。"),
  returned: both("Came back unused from tickets.", "工单退回数。"),
  loanBack: both("Came back from loans.", "借用归还数。"),
  "stock.used": both(
    "Used on tickets; as a key figure and by model or terminal less what came back unused.",
    "工单领用数；汇总及按型号、终端统计时已扣除退回。",
  ),
  writtenOff: both("Written off.", "报废数。"),
  lent: both("Went out on loan.", "借出数。"),
  closing: both("In stock at the end: opening + what came in − what left.", "期末库存：期初 + 入 − 出。"),
  movedIn: both("Came from another place of ours.", "从其他位置调入数。"),
  movedOut: both("Went to another place of ours.", "调往其他位置数。"),
  in: both("Received, returned from tickets and back from loan.", "入库、工单退回与借用归还之和。"),
  out: both("Used, written off and lent.", "领用、报废与借出之和。"),
  have: both(
    "In depots and vans at the end; what is in repair or on loan does not count.",
    "期末仓库与车辆库存，不含维修中与借出。",
  ),
  inRepair: both("In repair shops at the end.", "期末维修中的数量。"),
  onLoan: both("Lent and not back at the end.", "期末借出未还的数量。"),
  minimum: both("Wanted at least, in all depots and vans together.", "仓库与车辆合计最低库存。"),
  installed: both("Devices it belongs to that are registered now.", "当前登记在用的相应设备数。"),
  pool: both("Wanted in per cent of the installed devices.", "备件池占在用设备的比例。"),
  target: both("That per cent of the installed devices, rounded up.", "按备件池比例计算的目标数（向上取整）。"),
  missing: both("What lacks to the minimum or the target, whichever is more.", "距最低库存或目标的缺口（取较大者）。"),
  short: both("Kinds of parts below their minimum or target at the end.", "期末低于最低库存或目标的备件种类数。"),
  "stock.overdue": both(
    "Loans whose last day was over at the end and that were not back.",
    "期末超过应还日期未还的借用数。",
  ),
  quantity: both("Units of the move, loan or line.", "该笔数量。"),
  per100: both("Used parts per 100 installed devices of the model.", "该型号每百台设备的用量。"),
  opinions: both("Opinions on work that were first given in the period.", "期内首次给出的评价数。"),
  mean: both(
    "Sum of points / opinions: very satisfied 5, satisfied 3, average 2, no answer 1, dissatisfied −5.",
    "分数合计 / 评价数：非常满意 5，满意 3，一般 2，未答 1，不满意 −5。",
  ),
  before: both("The same mean in the time of the same length before.", "此前等长时段的平均分。"),
  answered: both("Opinions that are an answer / opinions.", "有答复的评价 / 评价数。"),
  dissatisfied: both("Opinions that say dissatisfied.", "不满意的评价数。"),
  average: both("Opinions that say average.", "一般的评价数。"),
  satisfied: both("Opinions that say satisfied.", "满意的评价数。"),
  verySatisfied: both("Opinions that say very satisfied.", "非常满意的评价数。"),
  noAnswer: both("Work of which nobody said how it was.", "未作评价的数量。"),
  content: both("Satisfied and very satisfied / opinions.", "（满意 + 非常满意）/ 评价数。"),
  points: both("Points of the opinion.", "评价得分。"),
  sum: both("Sum of the points.", "分数合计。"),
  rank: both("Place by the mean; equal means share a place.", "按平均分排名，同分同名次。"),
  trend: both("Mean less the mean of the time of the same length before.", "与此前等长时段平均分之差。"),
  "complaints.received": both("Complaints that were received in the period.", "期内收到的投诉数。"),
  "complaints.closed": both("Complaints that were closed in the period.", "期内结案的投诉数。"),
  valid: both("Complaints that were found valid.", "判定成立的投诉数。"),
  limit: both("So many valid complaints end the contract by its own words.", "合同约定的成立投诉上限。"),
  "complaints.open": both("Complaints that were not closed at the end.", "期末未结案的投诉数。"),
  "complaints.kept": both("Of the complaints' decided promises the share that was kept.", "投诉时限中按时达成的比例。"),
  net: both("Sum of the priced lines, without tax.", "已定价项合计（不含税）。"),
  tax: both("Tax on the net sum.", "税额。"),
  total: both("Net and tax.", "含税合计。"),
  "charges.open": both("Lines for which no price is known; in no sum.", "未定价项数，不计入合计。"),
  "charges.amount": both("Amount of the line without tax.", "该项金额（不含税）。"),
  onDuty: both("Time on duty within the period, all duties together.", "期内值班时长合计。"),
  duties: both("Duties that lie in the period at least in part.", "期内（含部分）的值班次数。"),
  cases: both("Tickets that called somebody in the period.", "期内触发呼叫的工单数。"),
  pages: both("People who were told of a ticket, each time counted.", "因工单被呼叫的人次。"),
  accept: both("Median time from the first call for a ticket to its acceptance.", "自首次呼叫至受理的用时中位数。"),
  accepted: both(
    "Tickets that were accepted by whom they called; in a list the time it took.",
    "被呼叫人受理的工单数；明细中为受理用时。",
  ),
  notAccepted: both("Tickets that called somebody and were not accepted.", "有呼叫但未受理的工单数。"),
  calls: both("Telephone calls that were logged.", "登记的通话次数。"),
  spoken: both("Sum of the lengths of the logged calls.", "登记的通话时长合计。"),
  outside: both("Calls to people and by telephone outside working hours.", "非工作时间的呼叫与通话次数。"),
  unsolved: both("Tickets that were not solved when the duty ended that they had called.", "交班时仍未解决的工单数。"),
  after: both("From the end of the duty to the end of the ticket.", "自交班至解决的时长。"),
  "on.length": both("How long the call or duty lasted.", "通话或值班时长。"),
};

const families: Readonly<Record<string, string>> = { spares: "stock", plan: "inspections" };
const familyOf = (id: string): string => {
  const word = id.split("-")[0] ?? id;
  return families[word] ?? word;
};

/** The sentence of a key in a table or section. */
export const meaningOf = (id: string, key: string): Localized | undefined =>
  definitions[`${familyOf(id)}.${key}`] ?? definitions[key];

const withMeaning = <T extends { readonly key: string }>(one: T, id: string): T => {
  const means = meaningOf(id, one.key);
  return means ? { ...one, means } : one;
};

const columnWith = (column: Column<Localized>, id: string): Column<Localized> =>
  column.type === "text" || column.type === "time" || column.type === "day" ? column : withMeaning(column, id);

const blockWith = (block: Block<Localized>, section: string): Block<Localized> => {
  if (block.kind === "figures") return { ...block, figures: block.figures.map((one) => withMeaning(one, section)) };
  if (block.kind === "table") return { ...block, columns: block.columns.map((one) => columnWith(one, block.id)) };
  return block;
};

/** Sections in which every figure says what it means. */
export const explained = (sections: readonly Section<Localized>[]): Section<Localized>[] =>
  sections.map((section) => ({ ...section, blocks: section.blocks.map((block) => blockWith(block, section.id)) }));
