/**
 * Lets the console open without a network from now on. Asked for by the pages that are of use then: a desk has no need of it. A browser that knows no
 * service workers, or trusts this address too little (no https), shows the same pages while there is a network.
 */
export const workOffline = (): void => {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").catch(() => undefined); // refused by the browser's settings: then only while there is a network
};
