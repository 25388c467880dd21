/** Digits in a row, or in groups with single blanks or dashes, 13 to 19 of them: what can be a card number (ISO/IEC 7812-1). */
export const cardDigitRuns = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** Check digit of a card number (ISO/IEC 7812-1 annex B). */
export const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
};
