import type { Column, Person, PersonView } from "../../contract/index.ts";
import { AppError, asRead, exitCodes, roles, skills } from "../../contract/plain.ts";
import { type Args, type Desk, optional } from "./desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Login", "zh-CN": "账号" } },
  { title: { en: "Name", "zh-CN": "姓名" } },
  { title: { en: "Role", "zh-CN": "角色" } },
  { title: { en: "Sees", "zh-CN": "可见范围" } },
  { title: { en: "Skills", "zh-CN": "技能" }, priority: 2 },
  { title: { en: "E-mail", "zh-CN": "邮箱" }, priority: 3 },
  { title: { en: "Phone", "zh-CN": "电话" }, priority: 4 },
  { title: { en: "Last seen", "zh-CN": "最近登录" }, priority: 1 },
];

const stateText = ({ t, at }: Desk, person: PersonView): string => {
  if (person.disabled) return t("people.disabled");
  if (!person.hasPassword) return t("people.noPassword");
  return person.lastSeenAt === undefined ? t("people.never") : at(person.lastSeenAt);
};

const scopeText = ({ t }: Desk, { scope }: Person): string =>
  scope === undefined ? t("people.all") : [...(scope.customers ?? []), ...(scope.sites ?? [])].join(t("comma"));

const row = (desk: Desk, person: PersonView): string[] => [
  person.id,
  person.name,
  desk.t(`role.${person.role}`),
  scopeText(desk, person),
  (person.skills ?? []).map((skill) => desk.t(`skill.${skill}`)).join(desk.t("comma")),
  person.email ?? "",
  person.phone ?? "",
  stateText(desk, person),
];

const list = async (desk: Desk): Promise<number> => {
  const people = await desk.client.people();
  if (desk.ui.json) desk.ui.jsonOut(people);
  else if (people.length === 0) desk.ui.out(desk.t("people.none"));
  else
    desk.ui.table(
      columns,
      people.map((person) => row(desk, person)),
    );
  return exitCodes.ok;
};

const idOf = (desk: Desk, args: Args): string => {
  const id = optional(args, "login");
  if (id === undefined) throw new AppError("usage", desk.t("people.which"));
  return id;
};

/** Options that were given, as parts of a person; `--all` takes the scope away. */
const given = (args: Args): Partial<Person> => {
  const [customers, sites] = [args.customer, args.site] as (string[] | undefined)[];
  const scope = { ...(customers?.length ? { customers } : {}), ...(sites?.length ? { sites } : {}) };
  const wanted = args.skill as string[] | undefined;
  const wrong = wanted?.find((one) => !skills.some((skill) => skill === one));
  if (wrong !== undefined) throw new AppError("usage", `${wrong}: ${skills.join(", ")}`);
  const texts = ["name", "role", "email", "phone", "language", "zone"].flatMap((key) => {
    const value = optional(args, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    ...(Object.fromEntries(texts) as Partial<Person>),
    ...(Object.keys(scope).length > 0 ? { scope } : {}),
    ...(wanted?.length ? { skills: wanted as NonNullable<Person["skills"]> } : {}),
  };
};

const known = async (desk: Desk, id: string): Promise<Person | undefined> => {
  const found = (await desk.client.people()).find((person) => person.id === id);
  if (!found) return undefined;
  const { hasPassword: _, lastSeenAt: __, ...person } = found;
  return person;
};

const save = async (desk: Desk, person: Person, word: string): Promise<number> => {
  const saved = await desk.client.setPerson(person);
  if (desk.ui.json) desk.ui.jsonOut(saved);
  else desk.prose(desk.t(`people.${word}`, { id: saved.id, role: desk.t(`role.${saved.role}`) }));
  return exitCodes.ok;
};

const add = async (desk: Desk, args: Args): Promise<number> => {
  const id = idOf(desk, args);
  if (await known(desk, id)) throw new AppError("conflict", asRead(desk.t("people.there", { id })));
  const wish = given(args);
  if (wish.role === undefined)
    throw new AppError("usage", desk.t("people.needsRole", { roles: roles.join(desk.t("comma")) }));
  return save(desk, { ...wish, id, name: wish.name ?? id, role: wish.role }, "added");
};

const before = async (desk: Desk, args: Args): Promise<Person> => {
  const id = idOf(desk, args);
  const person = await known(desk, id);
  if (!person) throw new AppError("notFound", asRead(desk.t("people.unknown", { id })));
  return person;
};

const set = async (desk: Desk, args: Args): Promise<number> => {
  const { scope, ...person } = await before(desk, args);
  const keptScope = scope === undefined || args.all ? {} : { scope };
  return save(desk, { ...person, ...keptScope, ...given(args) }, "set");
};

const disable = async (desk: Desk, args: Args): Promise<number> =>
  save(desk, { ...(await before(desk, args)), disabled: true }, "off");
const enable = async (desk: Desk, args: Args): Promise<number> => {
  const { disabled: _, ...person } = await before(desk, args);
  return save(desk, person, "on");
};

/** Where a verb gets a password from; the keyboard or a pipe. */
export interface Secrets {
  ask(question: string): Promise<string>;
  fromPipe(): Promise<string>;
}

const password = async (desk: Desk, args: Args, secrets: Secrets): Promise<number> => {
  const id = idOf(desk, args);
  const fromPipe = args["password-stdin"] === true;
  const secret = fromPipe ? await secrets.fromPipe() : await secrets.ask(desk.t("people.ask", { id }));
  if (!fromPipe && (await secrets.ask(desk.t("people.again"))) !== secret)
    throw new AppError("usage", desk.t("people.differ"));
  const person = await desk.client.setPassword({ id }, { password: secret });
  if (desk.ui.json) desk.ui.jsonOut(person);
  else desk.prose(desk.t("people.passwordSet", { id }));
  return exitCodes.ok;
};

type Action = (desk: Desk, args: Args, secrets: Secrets) => Promise<number>;
/** What `roundsman people <action>` does. */
export const peopleActions: Readonly<Record<string, Action>> = { list, add, set, disable, enable, password };
