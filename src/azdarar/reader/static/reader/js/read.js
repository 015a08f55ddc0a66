// Tells the paper that its story was read, and that its end was reached: not by whom. Reloads do not count,
// nor does a page that nobody has looked at for ten seconds.
const story = document.querySelector("[data-read]");
const [visit] = performance.getEntriesByType("navigation");
if (story && visit?.type === "navigate") {
  const { read } = story.dataset;
  let seconds = 0;
  const clock = setInterval(() => {
    if (document.hidden || ++seconds < 10) return;
    clearInterval(clock);
    navigator.sendBeacon(read);
    new IntersectionObserver(([end], watch) => {
      if (!end.isIntersecting) return;
      watch.disconnect();
      navigator.sendBeacon(`${read}end/`);
    }).observe(story.querySelector(".end"));
  }, 1000);
}
