export const faults = [
  { name: "stuckTouch", text: "something lies on the glass: a contact that never lifts" },
  { name: "ghostTouches", text: "taps of 15 ms, every few seconds (settings ghostEveryMs, ghostPlace)" },
  { name: "deadStrip", text: "the left tenth of the screen feels nothing" },
  { name: "drift", text: "touches come out 3 % of the screen away (setting driftPercent)" },
  { name: "jitter", text: "a finger held still trembles by 8 pixels" },
  { name: "brokenStrokes", text: "every touch is lifted and put down again after 20 ms" },
  { name: "jumps", text: "a contact jumps across the screen and back" },
  { name: "lostRelease", text: "a touch's end is never told; the next one takes its place" },
  { name: "overflow", text: "the system's queue runs over in every touch (SYN_DROPPED)" },
  { name: "deaf", text: "no touch is felt, and nothing else is wrong" },
  { name: "noDriver", text: "no kernel driver holds its interface" },
  { name: "noNode", text: "the kernel makes no event node of it" },
  { name: "exchanged", text: "another maker's touchscreen is in its place" },
  { name: "unplugged", text: "it is not on USB" },
  { name: "resetLoop", text: "it leaves USB and comes back every minute (setting resetEveryMs)" },
  { name: "suspended", text: "the computer has put it to sleep" },
] as const;

export type Fault = (typeof faults)[number]["name"];

export const actions = [
  { name: "touch", text: "a finger at {x, y} in screen pixels for {ms}, default 125" },
  { name: "hold", text: "a finger is put down at {x, y} and stays" },
  { name: "release", text: "it is lifted" },
  { name: "stroke", text: "a finger drawn from {x, y} to {toX, toY} in {ms}, default 500" },
  { name: "wipe", text: "a person wipes the whole screen, row by row, in {ms}, default 3000" },
  { name: "detach", text: "its plug is pulled" },
  { name: "attach", text: "its plug is put in: the event node has another number" },
  { name: "recalibrate", text: "a technician calibrates: touches are where the finger is" },
] as const;
