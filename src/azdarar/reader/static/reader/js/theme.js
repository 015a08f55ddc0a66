// Light or dark as the reader chose, kept in a cookie of the paper's own. A classic script in the head:
// it runs before anything is painted, so the page never changes colour under the reader's eyes. Without
// it the page follows the device, and the choice holds for the page alone.
(() => {
  const root = document.documentElement;
  const kept = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  if (kept) root.dataset.theme = kept[1];

  addEventListener("DOMContentLoaded", () => {
    const chosen = document.getElementById(`theme-${root.dataset.theme ?? "auto"}`);
    if (chosen) chosen.checked = true;
  });

  addEventListener("change", ({ target }) => {
    if (target.name !== "theme") return;
    const oneYear = target.value === "auto" ? 0 : 31536000;
    document.cookie = `theme=${target.value}; path=/; max-age=${oneYear}; samesite=lax`;
    if (oneYear) root.dataset.theme = target.value;
    else delete root.dataset.theme;
  });
})();
