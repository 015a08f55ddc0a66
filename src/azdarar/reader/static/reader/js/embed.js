// An embed loads nothing until somebody asks. Then its frame takes the place of the button.
for (const embed of document.querySelectorAll("[data-embed]")) {
  const button = embed.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = embed.dataset.embed;
    frame.title = embed.dataset.embedTitle;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation");
    frame.allow = "fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";
    button.replaceWith(frame);
    frame.focus();
  });
}
