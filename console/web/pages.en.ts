/** The words of every page in English, one file a page, each under the page's own name (`tickets.empty`). */
const files = import.meta.glob<Record<string, unknown>>("../i18n/pages/*.en.json", { eager: true, import: "default" });

export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^.*\/(.+)\.en\.json$/, "$1"), words]),
);
