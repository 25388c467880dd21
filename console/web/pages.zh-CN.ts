/** The words of every page in Chinese, one file a page, each under the page's own name (`tickets.empty`). */
const files = import.meta.glob<Record<string, unknown>>("../i18n/pages/*.zh-CN.json", {
  eager: true,
  import: "default",
});

export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^.*\/(.+)\.zh-CN\.json$/, "$1"), words]),
);
