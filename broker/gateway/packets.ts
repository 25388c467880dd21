/** Largest remaining length of four bytes (MQTT 3.1.1 §2.2.3). */
const maxRemaining = 268_435_455;

/**
 * A QoS 0 PUBLISH (MQTT 3.1.1 §3.3):
 * ```
 * 30 | remaining length (1..4) | topic length (2) | topic | payload
 * ```
 * Throws `RangeError` if it does not fit.
 */
export const publishQos0 = (topic: string, payload: string): Buffer => {
  const topicBytes = Buffer.byteLength(topic);
  const remaining = 2 + topicBytes + Buffer.byteLength(payload);
  if (remaining > maxRemaining || topicBytes > 0xffff) throw new RangeError("does not fit into a packet");
  const lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
  const packet = Buffer.allocUnsafe(1 + lengthBytes + remaining);
  let at = packet.writeUInt8(0x30, 0);
  for (let left = remaining, i = 0; i < lengthBytes; i++) {
    at = packet.writeUInt8((left & 0x7f) | (i < lengthBytes - 1 ? 0x80 : 0), at);
    left >>= 7;
  }
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at);
  packet.write(payload, at);
  return packet;
};
