import type { Tx } from "../../broker/store/store.ts";
import { type AssetUnit, partWords, type StockMove, type StockPlace } from "../../contract/index.ts";

const dayMs = 86_400_000;

const places: readonly StockPlace[] = [
  { id: "depot-north", kind: "depot", name: "Depot North", keeper: "dana" },
  { id: "depot-south", kind: "depot", name: "南方仓库 Depot South" },
  ...["tom", "li", "wang", "chen", "zhao", "sun"].map(
    (keeper): StockPlace => ({ id: `van-${keeper}`, kind: "van", keeper }),
  ),
  { id: "repair-cash", kind: "repair", name: "Cash repair" },
  { id: "repair-print", kind: "repair", name: "Printer repair" },
  { id: "depot-airport", kind: "depot", name: "Airport" },
  { id: "depot-harbour", kind: "depot", name: "Harbour" },
];

/** Whole numbers that look as if they were counted, and are always the same. */
const counted = (n: number, place: number): number => {
  const x = (n * 7919 + place * 104_729 + n * place * 31) % 17;
  return x > 8 ? 0 : x;
};

const stocked = (tx: Tx, now: number): void => {
  const book = (kind: StockMove["kind"], item: string, more: Partial<StockMove>): void =>
    void tx.addStockMove({ at: now - 20 * dayMs, by: "user:dana", kind, item, quantity: 1, ...more });
  for (const [n, item] of Object.keys(partWords).entries()) {
    tx.saveStockItem({ item, minimum: n % 5 === 0 ? 12 : 2 });
    places.forEach(({ id }, place) => {
      const quantity = counted(n, place);
      if (quantity > 0) book("receive", item, { quantity, to: id });
    });
  }
  for (const serial of ["UPS-4711", "UPS-4712"]) book("receive", "UPS", { to: "depot-north", serial });
  book("loanOut", "UPS", {
    from: "depot-north",
    terminal: "kiosk-001",
    serial: "UPS-4711",
    dueBack: dayOf(now - 3 * dayMs),
  });
  book("receive", "mobile modem", { quantity: 4, to: "depot-north" });
  book("loanOut", "mobile modem", {
    from: "depot-north",
    terminal: "kiosk-002",
    quantity: 2,
    dueBack: dayOf(now + 9 * dayMs),
  });
  book("use", "receipt paper roll", { at: now - dayMs, from: "depot-north", ticket: 1, by: "user:tom", quantity: 1 });
};
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const visited = (tx: Tx, now: number): void => {
  const tomorrow = new Date(now + dayMs).setHours(9, 0, 0, 0);
  ["kiosk-001", "kiosk-002"].forEach((terminal, n) => {
    const from = tomorrow + n * 7_200_000;
    tx.saveVisit({
      number: 0,
      version: 1,
      terminal,
      technician: n === 0 ? "tom" : "wei",
      state: "planned",
      appointment: { from, to: from + 3_600_000, zone: "Asia/Shanghai" },
      order: {
        title: { en: "Bill jam", "zh-CN": "卡钞" },
        skill: "cash",
        tasks: [],
        parts: [
          { item: "cash acceptor head", quantity: 90, why: "fault" },
          { item: "receipt paper roll", quantity: 1, why: "wear" },
        ],
        modules: [],
      },
      claims: [],
      plannedAt: now,
      plannedBy: "user:dana",
    });
  });
};

const makes: readonly AssetUnit[] = [
  { deviceClass: "printer", driver: "escpos", manufacturer: "EPSON", model: "TM-T88V" },
  { deviceClass: "cashAcceptor", driver: "ccnet", manufacturer: "CPI", model: "SM" },
  { deviceClass: "cardReader", driver: "crt571", manufacturer: "Creator", model: "CRT-571" },
  { deviceClass: "powerSupply", driver: "megatec", model: "C1K" },
];

/** Units of forty terminals, some with new firmware; one was exchanged. */
const installed = (tx: Tx, now: number): void => {
  for (let k = 1; k <= 40; k++)
    makes.forEach((unit, n) => {
      const row = {
        terminal: `kiosk-${String(k).padStart(3, "0")}`,
        device: unit.deviceClass,
        since: now - 90 * dayMs,
      };
      const firmware = `${n + 1}.${(k * (n + 1)) % 4}`;
      const told = { ...unit, serial: `${unit.model}-${1000 + k}`, ...(n === 3 ? {} : { firmware }) };
      tx.saveAsset({ ...row, unit: told });
      if (k !== 1 || n !== 0) return;
      const before = { ...told, serial: "TM-T88V-0999" };
      tx.addAssetEvent({ at: now - 90 * dayMs, ...row, change: "appeared", after: before }, 100);
      tx.addAssetEvent({ at: now - dayMs, ...row, change: "exchanged", before, after: told }, 100);
      tx.saveWarranty(`unit:printer:${told.serial}`, { until: "2099-12-31", by: "user:eva", setAt: now });
    });
};

/** Twelve places with a lot of parts, loans, visits of tomorrow, and units in the field. */
export const makeSpares = (tx: Tx, now: number): void => {
  for (const place of places) tx.saveStockPlace(place);
  stocked(tx, now);
  visited(tx, now);
  installed(tx, now);
};
