export const faults = [
  { name: "cableOut", text: "the video cable fell out" },
  { name: "edidGone", text: "the plug is half out: connected, and no EDID" },
  { name: "edidDamaged", text: "one byte of the EDID is wrong (byte 10: 39 became 38)" },
  { name: "edidTruncated", text: "the EDID ends in the middle" },
  { name: "edidTooShort", text: "the EDID announces a block that is not there" },
  { name: "exchanged", text: "another display hangs at the cable" },
  { name: "connectorGone", text: "the graphics driver was unloaded: its connectors are gone" },
  { name: "outputAsleep", text: "the computer sends the display to sleep" },
  { name: "outputDisabled", text: "the display server does not use this output" },
  { name: "standby", text: "the display sleeps though it gets a picture" },
  { name: "switchedOff", text: "the display was switched off by its button" },
  { name: "doesNotWake", text: "the display is off, and takes no order to come on" },
  { name: "strangePower", text: "a power mode that no manual lists" },
  { name: "dark", text: "the luminance is 0" },
  { name: "ddcDead", text: "the display answers nothing over DDC any more" },
  { name: "ddcRefuses", text: "the display answers every question as unsupported" },
  { name: "noI2c", text: "the kernel module i2c-dev is not loaded" },
  { name: "i2cDenied", text: "nobody but root may use the I2C bus" },
  { name: "noHours", text: "the display does not know its hours" },
  { name: "worn", text: "the panel has 50000 hours" },
] as const;

export type Fault = (typeof faults)[number]["name"];

export const actions = [
  { name: "pullCable", text: "somebody pulls the video cable" },
  { name: "plugCable", text: "and puts it in again" },
  { name: "pressPower", text: "somebody presses the power button of the display" },
  { name: "setLuminance", text: "somebody turns the luminance in the menu: percent=20" },
  { name: "swapDisplay", text: "an engineer swaps the display: panel=elo, samsung or dell" },
] as const;
