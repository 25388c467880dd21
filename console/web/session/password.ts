/** So many letters a password must have, as the broker asks. */
export const fewest = 12;
