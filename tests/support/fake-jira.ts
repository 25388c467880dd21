import type { Received, Scripted } from "./receiver.ts";

interface Issue {
  readonly key: string;
  readonly fields: { readonly labels: readonly string[]; readonly summary: string; readonly [name: string]: unknown };
  readonly comments: string[];
  readonly transitions: string[];
}

const json = (status: number, value: unknown): Scripted => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** The part of Jira Data Center's REST API 2 that an export needs: create, search by label, comment, transition. Written from its documentation. */
export class FakeJira {
  readonly issues: Issue[] = [];
  readonly token: string;
  /** Does what it is asked, and then breaks off before it answers: so many times. */
  losesAnswers = 0;

  constructor(token: string) {
    this.token = token;
  }

  readonly answer = (request: Received): Scripted => {
    const done = this.#route(request);
    if (this.losesAnswers === 0 || request.method === "GET") return done;
    this.losesAnswers--;
    return { status: 502, body: "bad gateway" };
  };

  #route({ method, path, headers, body }: Received): Scripted {
    if (headers.authorization !== `Bearer ${this.token}`) return json(401, { message: "Client must be authenticated" });
    const url = new URL(path, "http://jira");
    if (method === "GET" && url.pathname === "/rest/api/2/search")
      return this.#search(url.searchParams.get("jql") ?? "");
    if (method !== "POST" || headers["content-type"] !== "application/json") return json(415, {});
    const given = JSON.parse(body) as Record<string, unknown>;
    if (url.pathname === "/rest/api/2/issue") return this.#create(given as { fields: Issue["fields"] });
    const [, key = "", what = ""] = /^\/rest\/api\/2\/issue\/([^/]+)\/(comment|transitions)$/.exec(url.pathname) ?? [];
    const issue = this.issues.find((one) => one.key === key);
    if (!issue) return json(404, { errorMessages: ["Issue Does Not Exist"] });
    if (what === "comment") return json(201, { id: String(issue.comments.push(String(given.body))) });
    issue.transitions.push((given.transition as { id: string }).id);
    return { status: 204 };
  }

  #search(jql: string): Scripted {
    const label = /^labels = "([^"]+)"$/.exec(jql)?.[1];
    if (label === undefined) return json(400, { errorMessages: [`cannot read ${jql}`] });
    const found = this.issues.filter((issue) => issue.fields.labels.includes(label));
    return json(200, { total: found.length, issues: found.slice(0, 1).map(({ key }) => ({ key })) });
  }

  #create({ fields }: { fields: Issue["fields"] }): Scripted {
    const wrong = ["project", "issuetype", "summary"].filter((name) => fields[name] === undefined);
    if (wrong.length > 0) return json(400, { errors: Object.fromEntries(wrong.map((name) => [name, "is required"])) });
    const issue: Issue = { key: `KIOSK-${this.issues.length + 1}`, fields, comments: [], transitions: [] };
    this.issues.push(issue);
    return json(201, {
      id: String(10_000 + this.issues.length),
      key: issue.key,
      self: `/rest/api/2/issue/${issue.key}`,
    });
  }
}
