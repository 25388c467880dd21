/** Where a broker's URL leads: `mqtt` and `tcp` have port 1883 by default, `mqtts` and `tls` 8883. Undefined for what is no URL. */
export const brokerAddress = (url: string): { readonly host: string; readonly port: number } | undefined => {
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : { protocol: "", hostname: "", port: "" };
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "") return undefined;
  return { host, port: Number(port) || (protocol === "mqtts:" || protocol === "tls:" ? 8883 : 1883) };
};
