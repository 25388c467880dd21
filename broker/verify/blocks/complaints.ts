import { ratio, within } from "../arithmetic.ts";
import type { Block, Question } from "../question.ts";
import type { Trail } from "../trail.ts";

interface Complaint {
  readonly number: number;
  readonly receivedAt: number;
  readonly ticket?: number;
  readonly acknowledgedAt?: number | undefined;
  readonly answeredAt?: number | undefined;
  readonly closedAt?: number | undefined;
  readonly valid: boolean;
}

const complaintsOf = ({ log, terminals }: Trail, until: number): Complaint[] => {
  const ours = new Set(terminals.map(({ id }) => id));
  return log
    .filter(({ action, at, detail }) => {
      const terminal = detail["terminal"];
      return action === "complaint.new" && at < until && (typeof terminal !== "string" || ours.has(terminal));
    })
    .map(({ detail: { number, receivedAt, ticket } }) => {
      const steps = log.filter(
        ({ action, at, detail }) => action.startsWith("complaint.") && at < until && detail["number"] === number,
      );
      const last = steps.findLast(({ action }) => action === "complaint.close" || action === "complaint.reopen");
      const first = (...actions: readonly string[]): number | undefined =>
        steps.find(({ action }) => actions.includes(action))?.at;
      const closed = last?.action === "complaint.close" ? last : undefined;
      return {
        number: Number(number),
        receivedAt: Number(receivedAt),
        ...(typeof ticket === "number" ? { ticket } : {}),
        // An answer acknowledges, too.
        acknowledgedAt: first("complaint.acknowledge", "complaint.answer", "complaint.close"),
        answeredAt: first("complaint.answer", "complaint.close"),
        closedAt: closed?.at,
        valid: closed?.detail["verdict"] === "valid",
      };
    });
};

/** Complaints, and whether they were acknowledged and answered in time. */
export const complaints = (trail: Trail, { period, complaintMs }: Question): [string, Block][] => {
  const all = complaintsOf(trail, period.to);
  const promises = all.flatMap(({ receivedAt, acknowledgedAt, answeredAt }) =>
    [
      { metAt: acknowledgedAt, dueAt: receivedAt + complaintMs.acknowledge },
      { metAt: answeredAt, dueAt: receivedAt + complaintMs.answer },
    ].flatMap(({ metAt, dueAt }) => {
      const kept = metAt !== undefined && metAt <= dueAt;
      const at = kept ? metAt : dueAt;
      return within(at, period) ? [kept] : [];
    }),
  );
  const closed = all.filter(({ closedAt }) => closedAt !== undefined && within(closedAt, period));
  const told = all.filter(
    ({ receivedAt, closedAt = Number.POSITIVE_INFINITY }) => receivedAt < period.to && closedAt >= period.from,
  );
  return [
    [
      "complaints-figures",
      {
        kind: "figures",
        figures: {
          received: all.filter(({ receivedAt }) => within(receivedAt, period)).length,
          closed: closed.length,
          valid: closed.filter(({ valid }) => valid).length,
          open: all.filter(({ closedAt }) => closedAt === undefined).length,
          kept: ratio(promises.filter((kept) => kept).length, promises.length),
        },
      },
    ],
    [
      "complaints",
      {
        kind: "table",
        key: ["number"],
        rows: new Map(
          told.map(({ number, receivedAt, ticket }) => [
            String(number),
            { number, received: receivedAt, ticket: ticket ?? null },
          ]),
        ),
      },
    ],
  ];
};
