/* The side panel "What it speaks of": an answer is sent by itself, so that nothing unsaved in the story is lost. */
(() => {
  "use strict";

  const panel = () => document.querySelector("[data-spoken-of]");

  const count = (list) => {
    const counter = document.querySelector(
      '[data-side-panel-toggle="spoken-of"] [data-side-panel-toggle-counter]',
    );
    const number = Number(list.querySelector("[data-said]")?.dataset.count ?? 0);
    if (counter) {
      counter.textContent = String(number);
      counter.hidden = number === 0;
    }
  };

  document.addEventListener("submit", async (event) => {
    const list = panel();
    if (!list || !list.contains(event.target)) return;
    event.preventDefault();
    const data = new FormData(event.target);
    if (event.submitter) data.set(event.submitter.name, event.submitter.value);
    for (const button of list.querySelectorAll("button")) button.disabled = true;
    try {
      const answer = await fetch(list.dataset.address, {
        method: "POST",
        body: data,
        headers: { "X-Part": "list" },
        credentials: "same-origin",
      });
      const text = await answer.text();
      if (!text.includes("data-said")) throw new Error(String(answer.status));
      list.innerHTML = text;
      count(list);
      list.querySelector("[data-said]").focus();
    } catch {
      for (const button of list.querySelectorAll("button")) button.disabled = false;
      list.querySelector("[data-said]").textContent = list.dataset.failed;
      event.submitter?.focus();
    }
  });
})();
