// Brings the cell of the gap map that was just opened into view. Without this script it stands below the map.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-cell]");
    if (!link) return;
    const before = document.querySelector("[data-opened]");
    const words = before ? before.textContent : "";
    const seen = new MutationObserver(() => {
      const now = document.querySelector("[data-opened]");
      if (!now || now.textContent === words) return;
      seen.disconnect();
      now.focus({ preventScroll: true });
      now.scrollIntoView({ block: "center" });
    });
    seen.observe(document.body, { childList: true, subtree: true, characterData: true });
    window.setTimeout(() => seen.disconnect(), 10000);
  });
})();
