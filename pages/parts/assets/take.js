// Says that a file is being made, and saves it when it is there. Without this script the link is a plain download.
(() => {
  "use strict";

  document.addEventListener("click", async (event) => {
    const target = event.target;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = target instanceof Element && target.closest("a[data-take]:not([target])");
    if (!plain || !link) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy") === "true") return;
    const started = Date.now();
    const told = link.parentElement.querySelector("[data-taken]");
    const say = (words) => { if (told) told.textContent = words; };
    link.setAttribute("aria-busy", "true");
    say("Making the file …");
    const counting = window.setInterval(() => {
      const seconds = Math.round((Date.now() - started) / 1000);
      if (seconds >= 5 && seconds % 5 === 0) say(`Making the file … ${seconds} seconds`);
    }, 1000);
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error((await answer.json()).detail);
      const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "");
      const url = URL.createObjectURL(await answer.blob());
      const saving = document.createElement("a");
      saving.href = url;
      saving.download = named ? named[1] : "";
      saving.click();
      window.setTimeout(() => URL.revokeObjectURL(url), 60000);
      say("Saved.");
    } catch (error) {
      say(`The file could not be made. ${error.message}`);
    } finally {
      window.clearInterval(counting);
      link.removeAttribute("aria-busy");
    }
  });
})();
