import { AppError, defineVerb } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";
import { siteActions } from "../sites.ts";

export default defineVerb({
  name: "sites",
  group: "act",
  summary: {
    en: "Sites: how their terminals are, where they lie; set one, or many from a file",
    "zh-CN": "站点：终端状况与地理位置；可单个设置或从文件批量导入",
  },
  positionals: {
    action: {
      summary: {
        en: "list, set, remove, import (from a CSV file with the columns site, latitude, longitude, address)",
        "zh-CN": "list 列出，set 设置，remove 移除，import 导入 CSV 文件（列：站点、纬度、经度、地址）",
      },
      choices: Object.keys(siteActions),
      default: "list",
    },
    name: {
      summary: { en: "site, as its terminals name it; or the file", "zh-CN": "站点名称，或文件" },
      required: false,
    },
  },
  options: {
    latitude: { summary: { en: "degrees north, 22.54310", "zh-CN": "纬度，如 22.54310" }, type: "number" },
    longitude: { summary: { en: "degrees east, 114.05790", "zh-CN": "经度，如 114.05790" }, type: "number" },
    address: { summary: { en: "for people on their way", "zh-CN": "详细地址" } },
  },
  examples: [
    ["roundsman sites", { en: "all sites, the worst condition of each", "zh-CN": "所有站点及其最差状况" }],
    [
      'roundsman sites set "Central station" --latitude 22.5431 --longitude 114.0579',
      { en: "it stands on the map", "zh-CN": "设置站点的地图位置" },
    ],
    ["roundsman sites import sites.csv", { en: "many at once", "zh-CN": "批量导入" }],
  ],
  async run(args, ui) {
    const action = siteActions[String(args.action)];
    if (!action) throw new AppError("usage", String(args.action));
    return action(openDesk(args, ui), args);
  },
});
