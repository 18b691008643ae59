// A chart that was drawn as wide as the screen shrinks to the paper, and does not grow: its drawing gets a frame while the
// page is printed.
(() => {
  "use strict";

  const drawings = () => document.querySelectorAll(".js-plotly-plot .main-svg");

  window.addEventListener("beforeprint", () => {
    for (const svg of drawings()) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
      svg.style.maxWidth = `${svg.getAttribute("width")}px`;
    }
  });

  window.addEventListener("afterprint", () => {
    for (const svg of drawings()) {
      svg.removeAttribute("viewBox");
      svg.style.maxWidth = "";
    }
  });
})();
