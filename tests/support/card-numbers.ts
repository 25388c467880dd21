import { bytesOf, hex } from "../../drivers/wire/fields.ts";

/** Test card numbers of the schemes (none was ever issued), and the tracks of a card with each. */
export const testPans = ["4111111111111111", "5555555555554444", "378282246310005"] as const;
export const tracksOf = (pan: string): readonly string[] => [
  `%B${pan}^DOE/JANE^29122010000000000000?`,
  `;${pan}=29122010000012345678?`,
  pan,
];

/** Every form in which a number could hide in a text: digits, hex of its ASCII, packed decimal, base64. */
const formsOf = (pan: string): readonly string[] => {
  const ascii = hex(bytesOf(pan));
  const packed = (pan.match(/../g) ?? []).join(" ");
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(`${"x".repeat(shift)}${pan}`)
      .toString("base64")
      .slice(4, 16),
  );
  return [pan, ascii, ascii.replaceAll(" ", ""), packed, ...base64].map((form) => form.toLowerCase());
};

/** Where in a text a card number stands, if it does. */
export const leaksIn = (text: string): string[] => {
  const low = text.toLowerCase();
  return testPans.filter((pan) => formsOf(pan).some((form) => low.includes(form)));
};
