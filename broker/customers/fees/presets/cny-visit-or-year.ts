import { defineFees } from "../schedule.ts";

/** The example schedule of service practice: what is named there, and nothing that is not. */
export default defineFees({
  id: "cny-visit-or-year",
  title: {
    en: "After warranty, by visit or by year, in yuan",
    "zh-CN": "保修期后收费：按次或按年（人民币）",
  },
  currency: "CNY",
  visits: {
    upToHours: 8,
    beyond: "again",
    zones: {
      city: {
        title: { en: "in the city districts", "zh-CN": "市区" },
        visit: 400,
        secondVisit: 320,
        transport: { large: 200 },
      },
      outside: {
        title: { en: "outside the city", "zh-CN": "市区以外" },
        visit: 600,
        secondVisit: 480,
        transport: { large: 350 },
      },
    },
  },
  transport: {
    large: { title: { en: "large unit", "zh-CN": "大件" }, parts: ["display", "UPS", "kiosk"] },
  },
  // Passed on at cost: what each part costs is the company's own, in a file beside this one.
  parts: { basis: "cost", prices: {}, warrantyMonths: 12 },
  year: {
    bands: "marginal",
    count: "startOfYear",
    partsIncluded: false,
    loanAfterHours: 48,
    classes: {
      server: { title: { en: "server", "zh-CN": "服务器" }, each: 800 },
      pc: { title: { en: "PC", "zh-CN": "计算机" }, devices: ["host"], each: 80 },
      networkSwitch: {
        title: { en: "network switch", "zh-CN": "网络交换机" },
        bands: [
          { from: 1, to: 5, each: 400 },
          { from: 6, to: 10, each: 360 },
          { from: 11, each: 320 },
        ],
      },
      camera: { title: { en: "camera", "zh-CN": "摄像机" }, each: 150 },
      recorder: { title: { en: "recorder", "zh-CN": "录像机" }, each: 800 },
      accessController: { title: { en: "access controller", "zh-CN": "门禁控制器" }, each: 300 },
      attendanceTerminal: { title: { en: "attendance terminal", "zh-CN": "考勤机" }, each: 800 },
      softwarePackage: { title: { en: "software package", "zh-CN": "软件" }, each: 800 },
    },
  },
});
