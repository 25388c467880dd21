/** The life of a visit. `missed`: nobody came, or nobody let them in; it can be moved to another day. */
export const visitStates = ["planned", "onTheWay", "onSite", "left", "signed", "cancelled", "missed"] as const;
export type VisitState = (typeof visitStates)[number];

/** What a person says of a visit. */
export const visitActions = [
  "leaveFor",
  "arrive",
  "swap",
  "test",
  "clean",
  "note",
  "depart",
  "sign",
  "move",
  "cancel",
  "miss",
] as const;
export type VisitAction = (typeof visitActions)[number];

/** States and actions of a visit as a Chinese reader knows them; in English they are their own names. */
export const visitStateWords: Readonly<Record<VisitState, string>> = {
  planned: "已预约",
  onTheWay: "在途",
  onSite: "在现场",
  left: "已离场",
  signed: "已签字",
  cancelled: "已取消",
  missed: "未成行",
};
export const visitActionWords: Readonly<Record<VisitAction, string>> = {
  leaveFor: "出发",
  arrive: "到场",
  swap: "换件",
  test: "测试",
  clean: "清洁",
  note: "备注",
  depart: "离场",
  sign: "现场签字",
  move: "改期",
  cancel: "取消",
  miss: "未成行",
};

/** What the broker says of a visit: nobody has arrived though the appointment is over; a swapped part was read; what was claimed is judged for good. */
export const visitNotes = ["planned", "late", "swapSeen", "proved"] as const;
export const visitChanges = [...visitActions, ...visitNotes] as const;
export type VisitChange = (typeof visitChanges)[number];

/** What came of the work, by whoever departs. */
export const visitOutcomes = ["resolved", "restored", "unresolved"] as const;
export type VisitOutcome = (typeof visitOutcomes)[number];

/** What telemetry says of a claim. `cannotTell`: nothing could have told, or nobody listened; never taken for one of the others. */
export const proofVerdicts = ["seen", "notSeen", "contradicted", "cannotTell"] as const;
export type ProofVerdict = (typeof proofVerdicts)[number];

/** What a line of a proof is about. */
export const proofSubjects = [
  "opened",
  "shut",
  "swap",
  "test",
  "cleaned",
  "fault",
  "cashBox",
  "exchanged",
  "firmware",
  "renewed",
  "stock",
] as const;
export type ProofSubject = (typeof proofSubjects)[number];
