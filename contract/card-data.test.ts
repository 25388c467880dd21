import { describe, expect, it } from "vitest";
import { blotCardData, blotted, bytesHoldCardData, holdsCardData, removedCardData } from "./card-data.ts";

const pan = "4111111111111111";
const ascii = Buffer.from(pan).toString("hex");
const spaced = ascii.replace(/(..)(?=.)/g, "$1 ");

describe("S7: card data is known whatever it is written in", () => {
  it.each([
    ["digits", `paid with ${pan}.`],
    ["groups", "paid with 4111-1111 1111-1111."],
    ["track 1", `%B${pan}^DOE/JANE^29122010000000000000?`],
    ["track 2", `x;${pan}=29122010000012345678?`],
    ["hex within a sentence", `the reader said ${spaced} and then nothing`],
    ["hex without blanks", `raw=${ascii}`],
    ["base64", `body ${Buffer.from(`n=${pan}&x`).toString("base64")} end`],
  ])("%s", (_, text) => {
    expect(holdsCardData(text)).toBe(true);
    const left = blotCardData(text);
    expect(left).toContain(removedCardData);
    expect(holdsCardData(left)).toBe(false);
  });

  it.each([
    ["a time in ms", "1795212000000"],
    ["a wrong check digit", "4111111111111112"],
    ["a serial that begins with 0", "0000000000000000"],
    ["a frame", "02 03 06 33 DA 81 02 03 06 33 DA 81 02 03"],
    ["a sentence of long words", "configurationRefusedBecauseOfItsRevision agentVersionMismatchDetected"],
  ])("%s is none", (_, text) => {
    expect(holdsCardData(text)).toBe(false);
    expect(blotCardData(text)).toBe(text);
  });

  it("bytes: as characters, and packed between other digits", () => {
    expect(bytesHoldCardData(Buffer.from(`\x02${pan}\x03`))).toBe(true);
    expect(bytesHoldCardData(Buffer.from(`020010${pan}0312`, "hex"))).toBe(true);
    expect(bytesHoldCardData(Buffer.from("0203063044018115", "hex"))).toBe(false);
    expect(bytesHoldCardData(new Uint8Array(64))).toBe(false);
  });

  it("in any JSON value: a text that is nothing but a number, and frames by what their bytes stand for", () => {
    const frame = "< 02 00 03 06 33 DA";
    expect(blotted({ a: [pan, `${pan} was read`], b: { frames: [`> ${spaced}`, frame, `${frame} …+12`] } })).toEqual({
      a: [removedCardData, `${removedCardData} was read`],
      b: { frames: ["‹hidden: looks like card data›", frame, `${frame} …+12`] },
    });
  });
});
