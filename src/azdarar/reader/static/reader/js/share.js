// The device's own sheet where there is one, and copying in one go. Without this the link can still be
// copied by hand and sent by mail.
for (const share of document.querySelectorAll("[data-share]")) {
  const { title, url } = share.dataset;
  const sheet = share.querySelector("[data-share-sheet]");
  if (navigator.share) {
    sheet.hidden = false;
    // A reader who closes the sheet has refused nothing we need to know of.
    sheet.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  }

  const copy = share.querySelector("[data-share-copy]");
  const label = share.querySelector("[data-share-label]");
  if (!navigator.clipboard) continue;
  copy.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(url);
      label.textContent = label.dataset.done;
    } catch {
      document.getElementById(copy.getAttribute("popovertarget")).showPopover();
    }
  });
}

// Where copying is refused the popover shows the address, ready to be copied.
document.getElementById("copy-link")?.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open") target.querySelector("input").select();
});
