// The virtual port lives with the other ports: the relay of a shared port needs it, too.
export { openPty, type VirtualPort } from "../../drivers/port/pty.ts";
