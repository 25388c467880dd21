import { AppError, defineVerb, roles, skills } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";
import { peopleActions } from "../people.ts";
import { askSecret, readLine } from "../secret.ts";

export default defineVerb({
  name: "people",
  group: "act",
  summary: {
    en: "Who works here: list, add, change and disable people, set their passwords",
    "zh-CN": "人员：列出、添加、修改、停用，设置密码",
  },
  positionals: {
    action: {
      summary: {
        en: "list, add, set (change), disable, enable, password (asks for it)",
        "zh-CN": "list 列出，add 添加，set 修改，disable 停用，enable 启用，password 设置密码",
      },
      choices: Object.keys(peopleActions),
      default: "list",
    },
    login: { summary: { en: "what they sign in with", "zh-CN": "登录账号" }, required: false },
  },
  options: {
    name: { summary: { en: "name for people", "zh-CN": "姓名" } },
    role: { summary: { en: "what they may do", "zh-CN": "角色" }, choices: roles },
    customer: { summary: { en: "sees only this customer's terminals", "zh-CN": "仅可见该客户的终端" }, many: true },
    site: { summary: { en: "sees only terminals of this site", "zh-CN": "仅可见该站点的终端" }, many: true },
    all: { summary: { en: "of `set`: sees the whole fleet", "zh-CN": "set：可见全部终端" }, type: "boolean" },
    skill: { summary: { en: `one of ${skills.join(", ")}`, "zh-CN": `技能：${skills.join("、")}` }, many: true },
    email: { summary: { en: "e-mail address", "zh-CN": "邮箱" } },
    phone: { summary: { en: "phone number", "zh-CN": "电话" } },
    language: { summary: { en: "of their messages", "zh-CN": "消息语言" }, choices: ["en", "zh-CN"] },
    zone: { summary: { en: "time zone, Asia/Shanghai", "zh-CN": "时区，如 Asia/Shanghai" } },
    "password-stdin": {
      summary: { en: "of `password`: reads it from a pipe", "zh-CN": "password：从标准输入读取密码" },
      type: "boolean",
    },
  },
  examples: [
    [
      'roundsman people add eva --name "Eva Lindqvist" --role engineer --skill electronics',
      { en: "one more engineer", "zh-CN": "添加一名工程师" },
    ],
    ["roundsman people password eva", { en: "asks twice, shows nothing", "zh-CN": "输入两次，不回显" }],
    [
      'roundsman people set tom --role technician --site "Central station"',
      { en: "sees one site only", "zh-CN": "仅可见一个站点" },
    ],
    ["roundsman people disable tom", { en: "can no longer sign in", "zh-CN": "停用账号" }],
  ],
  async run(args, ui) {
    const action = peopleActions[String(args.action)];
    if (!action) throw new AppError("usage", String(args.action));
    return action(openDesk(args, ui), args, {
      ask: (question) => askSecret(question, process.stdin, (text) => void process.stderr.write(text)),
      fromPipe: () => readLine(process.stdin),
    });
  },
});
