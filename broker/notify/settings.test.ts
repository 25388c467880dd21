import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../contract/index.ts";
import { checkNotify } from "./index.ts";
import { NotifySettings } from "./settings.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "notify-settings-"));
  writeFileSync(join(folder, "secret"), "a-good-secret\n");
  writeFileSync(join(folder, "short"), "abc");
  writeFileSync(
    join(folder, "map.yaml"),
    "find: { path: /x, reference: /id }\ncreate: { path: '/{nonsense}', reference: /id }\nevents: {}\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = (text: string): Promise<void> =>
  checkNotify(parseConfig(NotifySettings, text.replaceAll("FOLDER", folder), "broker.yaml"));
const webhook = "channels: { ops: { kind: webhook, url: 'http://127.0.0.1:1/', secretFile: FOLDER/secret } }\n";

describe("settings that cannot work are refused, by key", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      "an unknown kind",
      "channels: { a: { kind: pigeon } }",
      /notify\.channels\.a\.kind: there is no pigeon; there are dingtalk, email/,
    ],
    [
      "a key the kind does not know",
      "channels: { a: { kind: wecom, urlFile: FOLDER/secret, colour: red } }",
      /notify\.channels\.a\.colour is not a known key/,
    ],
    ["a key that is missing", "channels: { a: { kind: email, from: a@b.example } }", /notify\.channels\.a.*host/],
    [
      "a secret that is not there",
      "channels: { a: { kind: wecom, urlFile: FOLDER/none } }",
      /notify\.channels\.a\.urlFile: cannot read .*none \(ENOENT\)/,
    ],
    [
      "a secret that is none",
      "channels: { a: { kind: webhook, url: 'http://x/', secretFile: FOLDER/short } }",
      /must hold one secret/,
    ],
    [
      "a template with an unknown name",
      "channels: { a: { kind: sms, url: 'http://x/{phone}' } }",
      /notify\.channels\.a\.url: there is no \{phone\}/,
    ],
    [
      "a mapping with an unknown name",
      "channels: { a: { kind: ticketing, url: 'http://x', mapping: FOLDER/map.yaml } }",
      /there is no \{nonsense\}/,
    ],
    [
      "no such channel",
      "subscriptions: [ { name: a, channel: b } ]",
      /notify\.subscriptions\.0\.channel: there is no channel b/,
    ],
    [
      "no recipient",
      "channels: { m: { kind: email, host: x, from: a@b.example } }\nsubscriptions: [ { name: a, channel: m } ]",
      /notify\.subscriptions\.0\.to: is missing/,
    ],
    [
      "no address",
      'channels: { m: { kind: email, host: x, from: a@b.example } }\nsubscriptions: [ { name: a, channel: m, to: ["a@b, c@d"] } ]',
      /to: a@b, c@d is no e-mail address/,
    ],
    [
      "a recipient too many",
      `${webhook}subscriptions: [ { name: a, channel: ops, to: [eva] } ]`,
      /ops has no recipients/,
    ],
    [
      "twice the same name",
      `${webhook}subscriptions: [ { name: a, channel: ops }, { name: a, channel: ops } ]`,
      /subscriptions\.1\.name: a is there already/,
    ],
    [
      "no such zone",
      `${webhook}subscriptions: [ { name: a, channel: ops, zone: Mars/Base } ]`,
      /subscriptions\.0\.zone: there is no time zone Mars\/Base/,
    ],
    [
      "quiet hours without a length",
      `${webhook}subscriptions: [ { name: a, channel: ops, quiet: { from: "07:00", to: "07:00" } } ]`,
      /quiet: ends when it begins/,
    ],
    [
      "no such hour",
      `${webhook}subscriptions: [ { name: a, channel: ops, quiet: { from: "24:00", to: "07:00" } } ]`,
      /quiet\.from/,
    ],
    ["no such event", `${webhook}subscriptions: [ { name: a, channel: ops, events: [ticket.exploded] } ]`, /events/],
    [
      "a hook without its file",
      "hooks: { j: { mapping: FOLDER/none.yaml, secretFile: FOLDER/secret } }",
      /notify\.hooks\.j\.mapping: cannot read/,
    ],
  ];
  test.each(cases)("%s", async (_, text, says) => {
    await expect((async () => check(text))()).rejects.toThrow(says);
  });

  test("a secret's content is never said", async () => {
    const error = await check("channels: { a: { kind: webhook, url: 'http://x/', secretFile: FOLDER/short } }").catch(
      (e: unknown) => String(e),
    );
    expect(error).not.toContain("abc");
  });

  test("nothing at all is right, and so is a webhook", async () => {
    await check("{}");
    await check(`${webhook}subscriptions: [ { name: a, channel: ops } ]`);
  });
});
