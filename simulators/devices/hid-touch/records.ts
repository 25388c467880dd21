/** 24 bytes: seconds and microseconds as i64, type and code as u16, value as i32, little-endian (hid-touch.md §4). Made here, not taken from the driver. */
export const record = (timeUs: number, type: number, code: number, value: number): Uint8Array => {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, BigInt(Math.floor(timeUs / 1_000_000)), true);
  view.setBigInt64(8, BigInt(Math.floor(timeUs % 1_000_000)), true);
  view.setUint16(16, type, true);
  view.setUint16(18, code, true);
  view.setInt32(20, value, true);
  return bytes;
};

export type Event = readonly [type: number, code: number, value: number];

export const synReport: Event = [0x00, 0x00, 0];
export const synDropped: Event = [0x00, 0x03, 0];
export const btnTouch = (isDown: boolean): Event => [0x01, 0x14a, isDown ? 1 : 0];
export const absX = (value: number): Event => [0x03, 0x00, value];
export const absY = (value: number): Event => [0x03, 0x01, value];
export const trackingId = (value: number): Event => [0x03, 0x39, value];
export const positionX = (value: number): Event => [0x03, 0x35, value];
export const positionY = (value: number): Event => [0x03, 0x36, value];

/** The records of one frame, all at one time. */
export const frame = (timeUs: number, events: readonly Event[]): Uint8Array => {
  const bytes = new Uint8Array(24 * events.length);
  events.forEach(([type, code, value], n) => bytes.set(record(timeUs, type, code, value), 24 * n));
  return bytes;
};
