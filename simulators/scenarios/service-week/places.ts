import type { Customer, WeekScenario } from "../week.ts";

/** Three customers, each with a contract of another kind. */
export const customers: readonly Customer[] = [
  {
    id: "metro-2026",
    name: "City Metro Line 4",
    policy: "self-service-terminal",
    from: "2026-01-01",
    sites: {
      "Central Station": ["k01", "k02", "k03", "k04"],
      "People's Park": ["k05", "k06", "k07"],
      "North Railway Station": ["k08", "k09", "k10"],
    },
    places: {
      "Central Station": [22.5319, 114.1172],
      "People's Park": [22.5445, 114.0938],
      "North Railway Station": [22.6097, 114.0291],
    },
  },
  {
    id: "ferry-2026",
    name: "Harbour Ferries",
    policy: "two-level-office",
    from: "2026-01-01",
    sites: {
      "Ferry Pier 1": ["k11", "k12", "k13"],
      "Ferry Pier 2": ["k14", "k15"],
      "Ferry Office": ["k16", "k17", "k18"],
    },
    places: {
      "Ferry Pier 1": [22.4786, 113.9137],
      "Ferry Pier 2": [22.4759, 113.9201],
      "Ferry Office": [22.4845, 113.9212],
    },
    terms: {
      acceptedOn: "2024-06-01",
      warrantyMonths: 12,
      fees: "cny-visit-or-year",
      billing: "visit",
      siteZones: { "*": "city" },
    },
  },
  {
    id: "shops-2026",
    name: "Riverside Shops",
    policy: "three-level",
    from: "2026-01-01",
    sites: { "Riverside Mall": ["k19", "k20", "k21"], "Old Town Market": ["k22", "k23", "k24"] },
    places: { "Riverside Mall": [22.5163, 113.9312], "Old Town Market": [22.5507, 114.1203] },
  },
];

const office = ["09:00-12:00", "13:00-18:00"];

/** The ferries' promises run in office hours only; the week has a make-up Sunday (20 September) and the Mid-Autumn holiday (from the 25th). */
export const policies: WeekScenario["policies"] = {
  "two-level-office": {
    id: "two-level-office",
    title: { en: "Two levels, hotline in office hours", "zh-CN": "两级，热线 5x8" },
    calendar: {
      zone: "Asia/Shanghai",
      week: { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office },
      holidays: { "2026-09-25": "Mid-Autumn Festival" },
      makeUpDays: { "2026-09-20": office },
    },
    levels: [
      {
        id: "I",
        title: { en: "Level I: machine out of service", "zh-CN": "一级：整机停用，业务中断" },
        severities: ["critical"],
        clocks: {
          contact: { within: "1 h" },
          plan: { within: "30 min", from: "contact" },
          resolved: { within: "4 h" },
        },
      },
      {
        id: "II",
        title: { en: "Level II: part of the machine, work goes on", "zh-CN": "二级：部分功能故障，业务可继续" },
        severities: ["major", "minor", "info"],
        clocks: {
          contact: { within: "1 h", hours: "service" },
          onSite: { within: "4 h", hours: "service" },
          plan: { within: "1 h", from: "contact", hours: "service" },
          resolved: { within: "2 workdays" },
        },
      },
    ],
    pauses: ["site", "customer"],
    escalateAt: [70, 90, 100, 110],
    overdueRaisesLevel: false,
    inspectionMonths: 3,
    warrantyMonths: 12,
  },
};

export const people: WeekScenario["people"] = [
  { name: "eva", role: "engineer" },
  { name: "chen", role: "engineer" },
  { name: "zhao", role: "dispatcher" },
  { name: "li", role: "technician" },
  { name: "wang", role: "technician" },
];
