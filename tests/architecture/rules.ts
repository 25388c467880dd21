import { codeOf, importsOf, isTest, packageOf, roomOf, type Source } from "./sources.ts";

/** One house rule: what is wrong with a file, in words; nothing if all is well. Pure, so that the rules are tested themselves. */
export type Rule = (source: Source) => readonly string[];

const begins =
  (...starts: readonly string[]) =>
  (path: string): boolean =>
    starts.some((start) => path.startsWith(start));

/** Who may import whom between the rooms (design §2). Tests that need two rooms live in `tests/`. */
const arrows: Readonly<Record<string, (target: string) => boolean>> = {
  contract: begins("contract/"),
  drivers: begins("contract/", "drivers/"),
  agent: begins("contract/", "drivers/", "agent/"),
  broker: begins("contract/", "broker/"),
  console: begins("contract/", "console/"),
  // A device's simulator is written from the sheet: of a driver it may share the framing, never the meaning.
  simulators: (target) =>
    begins("contract/", "simulators/", "drivers/port/", "drivers/wire/")(target) ||
    target === "drivers/api.ts" ||
    /^drivers\/[^/]+\/(codec\.ts|vectors\.json)$/.test(target),
  tests: () => true,
};

/** What a unit test may use beside its own room. */
const forTests = begins("tests/support/");
/** Unit tests that hold a simulator against its driver: the pair is the point. */
const pairTests = /^(drivers\/[^/]+|simulators\/devices\/[^/]+)\/[^/]*\.test\.ts$/;
const pairTargets = begins("simulators/api.ts", "simulators/devices/", "simulators/line/", "drivers/");

export const arrowRule: Rule = (source) => {
  const may = arrows[roomOf(source.path)];
  return importsOf(source)
    .filter((target) => packageOf(target) === undefined && !target.startsWith("node:"))
    .filter((target) => !may?.(target))
    .filter((target) => !(isTest(source.path) && forTests(target)))
    .filter((target) => !(pairTests.test(source.path) && pairTargets(target)))
    .map((target) => `${source.path} imports ${target}`);
};

/** Inside a room: who may not know whom. */
const forbiddenInside: readonly (readonly [from: RegExp, to: RegExp, why: string])[] = [
  [/^broker\/store\//, /^broker\/(?!store\/|discovery\.ts)/, "the store is the bottom of the broker"],
  [
    /^broker\/faults\//,
    /^broker\/(ingest|diagnostics|tickets|notify|http|gateway)\//,
    "a lower one tells a higher one through live",
  ],
  [/^broker\/diagnostics\//, /^broker\/(tickets|notify|http|gateway)\//, "a lower one tells a higher one through live"],
  [/^broker\/tickets\//, /^broker\/(notify|http|gateway)\//, "a lower one tells a higher one through live"],
  [
    /^console\/web\//,
    /^console\/(?!web\/|client\/|i18n\/)/,
    "a page shares the client and the words with the command line, and nothing else",
  ],
  [/^console\/(?:i18n|client)\//, /^console\/(?!i18n\/|client\/)/, "words know no screen"],
  [/^drivers\/(?:port|wire|system)\//, /^drivers\/(?!port\/|wire\/|system\/|api\.ts)/, "the toolkit knows no driver"],
  [/^drivers\/command\.ts$/, /^drivers\/(?!api\.ts)/, "how commands end knows no driver"],
  [/^drivers\/unplanned\.ts$/, /^drivers\//, "what makes a restart unplanned knows no driver"],
  [
    /^drivers\/cash-box\//,
    /^drivers\/(?!cash-box\/|api\.ts|command\.ts|unplanned\.ts)/,
    "the ledger knows no protocol",
  ],
  [
    /^drivers\/card-reader\//,
    /^drivers\/(?!card-reader\/|api\.ts|command\.ts)/,
    "what is known of card readers knows no protocol",
  ],
  [/^drivers\/touch\//, /^drivers\/(?!touch\/|api\.ts)/, "what is known of touches knows no protocol"],
  [
    /^simulators\/families\//,
    /^(drivers|simulators)\/(?!families\/)/,
    "what a family of devices has in common knows no device",
  ],
];

const driverFolder =
  /^drivers\/(?!port\/|wire\/|system\/|cash-box\/|card-reader\/|touch\/|verbs\/|probe\/|survey\/|detect\/|traces\/)([^/]+)\//;
/** The same conversation over another line. */
const builtOn: Readonly<Record<string, string>> = { "escpos-usb": "drivers/escpos/" };
const driverMayUse = (name: string) =>
  begins(
    `drivers/${name}/`,
    builtOn[name] ?? `drivers/${name}/`,
    "drivers/wire/",
    "drivers/system/",
    "drivers/cash-box/",
    "drivers/card-reader/",
    "drivers/touch/",
    "drivers/api.ts",
    "drivers/command.ts",
    "drivers/unplanned.ts",
    "contract/",
  );

/** A driver knows itself, the toolkits for lines and for the system, what all devices of its class have (`cash-box`, `card-reader`, `touch`), how commands end, and the contract: not another driver, not a port. */
const aloneRule: Rule = (source) => {
  const name = driverFolder.exec(source.path)?.[1];
  if (name === undefined || isTest(source.path)) return [];
  return importsOf(source)
    .filter((target) => packageOf(target) === undefined && !target.startsWith("node:") && !driverMayUse(name)(target))
    .map((target) => `${source.path} imports ${target}: a driver stands alone`);
};

export const insideRule: Rule = (source) => [
  ...aloneRule(source),
  ...(isTest(source.path) ? [] : forbiddenInside).flatMap(([from, to, why]) =>
    from.test(source.path)
      ? importsOf(source)
          .filter((t) => to.test(t))
          .map((t) => `${source.path} imports ${t}: ${why}`)
      : [],
  ),
];

/** `contract` runs in a browser: no Node module. */
export const pureRule: Rule = (source) =>
  roomOf(source.path) === "contract" && !isTest(source.path) && !source.path.startsWith("contract/documents/")
    ? importsOf(source)
        .filter((t) => t.startsWith("node:"))
        .map((t) => `${source.path} imports ${t}: the contract does no I/O`)
    : [];

/** Where each third-party package lives. A package that is used elsewhere wants an interface of ours instead. */
export const homes: Readonly<Record<string, readonly string[]>> = {
  typebox: ["contract/", "agent/", "broker/", "drivers/"], // the one schema library: settings and messages are described everywhere
  yaml: ["contract/config.ts", "contract/documents/", "simulators/fleet/", "simulators/week/", "console/web/on-call/"], // settings files: read in one place, written by the demo; a plan that people edit as text
  aedes: ["broker/gateway/"],
  mqtt: ["agent/uplink/", "simulators/week/"], // the terminals of a simulated week speak it without an agent
  "better-sqlite3": ["agent/outbox/", "broker/store/sqlite/"], // each side of the wire owns its own database
  fastify: ["broker/http/", "agent/kiosk/"], // each side of the wire owns its own API
  "@fastify/cookie": ["broker/http/"],
  "@fastify/static": ["broker/http/"], // serves the console
  "prom-client": ["broker/http/"],
  "temporal-polyfill": [
    "broker/service-levels/",
    "broker/customers/",
    "broker/on-call/",
    "broker/inspections/",
    "broker/reports/",
    "broker/notify/",
    "broker/visits/",
    "broker/verify/",
    "console/web/on-call/",
  ], // quarters, quiet hours, working time and duties are all of a zone
  nodemailer: ["broker/notify/channels/"],
  echarts: ["broker/reports/"],
  pdfkit: ["broker/reports/"],
  "svg-to-pdfkit": ["broker/reports/"],
  pino: ["agent/", "broker/"], // the log is made in each composition root and typed where it is handed in
  serialport: ["drivers/port/"],
  usb: ["drivers/port/usb/"],
  systeminformation: ["drivers/host/"],
  "@lydell/node-pty": ["drivers/port/"], // virtual serial ports: of simulated devices and of the relay of a shared port
  "eventsource-parser": ["console/client/"],
  yargs: ["console/cli/"],
  "cli-table3": ["console/cli/"],
  picocolors: ["console/cli/"],
  i18next: ["console/cli/", "console/i18n/", "console/web/"],
  "ical-generator": ["broker/on-call/"],
  ...Object.fromEntries(
    [
      "react",
      "react-dom",
      "react-i18next",
      "react-router",
      "antd",
      "@tanstack/react-query",
      "@tanstack/react-virtual",
      "uplot",
      "idb-keyval",
      "vite",
      "@vitejs/plugin-react",
    ].map((name) => [name, ["console/web/"]]),
  ),
};
const testPackages = ["vitest", "fast-check"];

export const homeRule: Rule = (source) =>
  importsOf(source)
    .map(packageOf)
    .filter((name) => name !== undefined)
    .filter((name) => !(homes[name] && begins(...homes[name])(source.path)))
    .filter((name) => !isTest(source.path) && !testPackages.includes(name))
    .map((name) => `${source.path} uses ${name}, whose home is ${homes[name]?.join(", ") ?? "nowhere"}`);

/** Where the real clock and real chance come in; everywhere else they are handed in. */
const roots: readonly (readonly [path: RegExp, why: string])[] = [
  [/^contract\/clock\.ts$/, "the one real clock"],
  [/\/main\.ts$/, "composition root"],
  [/\/verbs\/[^/]+\.ts$/, "composition root"],
  [/^console\/client\/events\.ts$/, "a library for scripts and browsers: chance is an option with a default"],
  [/^simulators\/fleet\/process\.ts$/, "owns real processes, whose deadlines are real"],
];
const realTime =
  /\bDate\.now\b|(?<![.\w])(?:setTimeout|setInterval)\s*\(|\bMath\.random\b|\bperformance\.now\b|\bnew Date\(\)/;

export const timeRule: Rule = (source) => {
  if (isTest(source.path) || roots.some(([path]) => path.test(source.path))) return [];
  const found = realTime.exec(codeOf(source));
  return found ? [`${source.path} uses ${found[0]}: time and chance come in from outside`] : [];
};

/** Files that may start a process at all; each with fixed arguments. */
const starters: readonly (readonly [path: string, why: string])[] = [
  [
    "drivers/system/program.ts",
    "what the system tells only through a program: ddcutil; fixed arguments, a deadline, bounded output",
  ],
  [
    "drivers/system/stream.ts",
    "a device node that is read for ever: a read in our own process could not be given up, and would keep the process from ending",
  ],
  ["agent/systemd/notify.ts", "tells the service manager, whose socket Node cannot speak to"],
  ["simulators/line/folder/fifo.ts", "Node cannot make a FIFO, and an event node is read like one"],
  [
    "broker/reports/process/run.ts",
    "a report is made beside the broker, and killed when nobody waits for it (decision 039)",
  ],
  ["simulators/fleet/process.ts", "the demo's agents are real processes"],
  [
    "drivers/port/usb/process.ts",
    "native USB code may crash: each device has a process of its own, always the same file",
  ],
];

/** S9: no shell, and processes only where it is written down. */
export const shellRule: Rule = (source) => {
  if (source.path === "tests/architecture/architecture.test.ts") return []; // holds the offences this rule must find
  const code = codeOf(source);
  const named = /import[^;]*\{([^}]*)\}\s*from\s*"(?:node:)?child_process"/.exec(code)?.[1] ?? "";
  const banned = named
    .split(",")
    .map((n) => n.trim().split(" ")[0])
    .filter((n) => n === "exec" || n === "execSync");
  const starts = importsOf(source).some((t) => /^(node:)?child_process$/.test(t));
  return [
    ...banned.map((n) => `${source.path} imports ${n}: no shell`),
    ...(/import\s+(\*\s+as\s+)?\w+\s+from\s*"(?:node:)?child_process"/.test(code)
      ? [`${source.path} imports all of child_process`]
      : []),
    ...(/\bshell\s*:\s*(true|["'`])/.test(code) ? [`${source.path} says shell: no shell`] : []),
    ...(starts && !isTest(source.path) && !starters.some(([path]) => path === source.path)
      ? [`${source.path} starts processes and is not on the list`]
      : []),
  ];
};

/** Imports whose target is computed: folder discovery, and what is said here. */
const discoverers: readonly (readonly [path: RegExp, why: string])[] = [
  [/(^|\/)(catalog|discover|discovery|load)\.ts$/, "folder discovery"],
  [
    /^drivers\/traces\/simulator\.ts$/,
    "borrows the simulators' side of a replay at run time, so that neither room imports the other",
  ],
  [
    /^simulators\/fleet\/demo\.ts$/,
    "borrows the console's timeline at run time, so that neither room imports the other",
  ],
  [
    /^broker\/(diagnostics|faults|notify|reports|tickets)\/[^/]+\.ts$/,
    "folder discovery of rules, runbooks and channels",
  ],
];
export const computedImportRule: Rule = (source) =>
  isTest(source.path) ||
  discoverers.some(([path]) => path.test(source.path)) ||
  !/\bimport\(\s*(?!["'])/.test(codeOf(source))
    ? []
    : [`${source.path} imports a computed path and is no folder discovery`];

const maxLines = 400;
/** Tests are lists of cases. */
const maxTestLines = 800;
/** Long because they hold a table, or one story that is better read in one piece. */
const longFiles: readonly (readonly [path: string, why: string])[] = [
  ["contract/route-table.ts", "the table of routes"],
  ["contract/api.ts", "the table of what routes take and give"],
];

export const sizeRule: Rule = (source) => {
  const lines = source.text.split("\n").length;
  const limit = source.path.endsWith(".test.ts") ? maxTestLines : maxLines;
  const excepted = longFiles.some(([path]) => path === source.path);
  return lines <= limit || excepted ? [] : [`${source.path} has ${lines} lines, more than ${limit}`];
};

const forbiddenFolders = ["src", "lib", "util", "utils", "common", "shared", "types", "helpers", "scripts", "misc"];
/** Files whose name is an id of the vocabulary: a rule's file is its fault code. */
const namedById = begins("broker/faults/rules/", "broker/diagnostics/runbooks/");
export const nameRule: Rule = ({ path }) => {
  const folders = path.split("/").slice(0, -1);
  const file = path.split("/").at(-1) ?? "";
  return [
    ...folders.filter((f) => forbiddenFolders.includes(f)).map((f) => `${path}: no folder is called ${f}`),
    ...(namedById(path) || /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|config|d|en|zh-CN))?\.tsx?$/.test(file)
      ? []
      : [`${path}: file names are kebab-case`]),
  ];
};

/** No way round the compiler or the linter. */
export const honestRule: Rule = (source) =>
  [/@ts-(ignore|expect-error|nocheck)/, /\bas any\b/, /(oxlint|eslint|biome)-(disable|ignore)/]
    .filter((p) => p.test(source.text) && !source.path.startsWith("tests/architecture/"))
    .map((p) => `${source.path} has ${p.source}`);

export const ruleTable: Readonly<Record<string, Rule>> = {
  "imports follow the arrows between the rooms": arrowRule,
  "inside a room lower parts do not know higher ones, and drivers stand alone": insideRule,
  "the contract does no I/O": pureRule,
  "every third-party package stays in its home folder": homeRule,
  "time and chance come in from outside": timeRule,
  "S9: no shell, and processes are started only where it is written down": shellRule,
  "computed imports are folder discovery": computedImportRule,
  "files are of a size that can be read": sizeRule,
  "files and folders are named by subject": nameRule,
  "nothing silences the compiler or the linter": honestRule,
};
