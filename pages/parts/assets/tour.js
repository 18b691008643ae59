// A short tour of Browse, for whoever asks for it. Its words stand in the page (tour.html); this lays them beside
// what they are about. Whoever does not want it offered again is remembered in this browser, and nowhere else.
(() => {
  "use strict";

  const KEY = "practice-bank-tour";
  let panel = null;
  let ring = null;
  let step = 0;
  let startedAt = "";

  // Where storage is blocked, the offer is gone until the page is loaded again.
  function remembered() {
    try { return window.localStorage.getItem(KEY) === "dismissed"; } catch { return false; }
  }

  function dismiss() {
    document.documentElement.dataset.tourState = "dismissed";
    try { window.localStorage.setItem(KEY, "dismissed"); } catch { /* it cannot be remembered here */ }
  }

  const planned = () => document.querySelector("[data-tour-plan]");
  const steps = () => [...panel.querySelectorAll("ol > li")];
  const isThere = (element) => element.getClientRects().length > 0;

  function subject() {
    for (const selector of steps()[step].dataset.at.split("|")) {
      const found = [...document.querySelectorAll(selector)].find(isThere);
      if (found) return found;
    }
    return null;
  }

  function open() {
    if (panel) return panel.focus();
    panel = planned().cloneNode(true);
    panel.hidden = false;
    panel.removeAttribute("data-tour-plan");
    panel.className = "bank tour";
    panel.tabIndex = -1;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", "Show me round");
    panel.querySelector("ol").setAttribute("aria-live", "polite");
    ring = document.createElement("div");
    ring.className = "tour-ring";
    const app = document.querySelector(".stApp");
    app.append(ring, panel);
    document.documentElement.classList.add("touring");
    startedAt = window.location.pathname;
    step = 0;
    watcher.observe(document.body, { childList: true, subtree: true });
    show();
    panel.focus({ preventScroll: true });
  }

  function show() {
    const all = steps();
    all.forEach((each, number) => { each.hidden = number !== step; });
    panel.querySelector("[data-tour-number]").textContent = String(step + 1);
    const next = panel.querySelector("[data-tour-do=next]");
    next.dataset.first ??= next.textContent;
    next.textContent = step === all.length - 1 ? next.dataset.last : next.dataset.first;
    panel.querySelector("[data-tour-do=back]").disabled = step === 0;
    const at = subject();
    if (at) at.scrollIntoView({ block: at.offsetHeight > window.innerHeight / 2 ? "start" : "center" });
    place();
  }

  function place() {
    if (!panel) return;
    const at = subject();
    ring.hidden = !at;
    if (!at) return;
    const { left, top, width, height } = at.getBoundingClientRect();
    Object.assign(ring.style, { left: `${left - 6}px`, top: `${top - 6}px`, width: `${width + 12}px`, height: `${height + 12}px` });
  }

  function close() {
    const hadFocus = panel.contains(document.activeElement);
    watcher.disconnect();
    panel.remove();
    ring.remove();
    panel = null;
    document.documentElement.classList.remove("touring");
    if (!hadFocus) return;
    const back = [...document.querySelectorAll("[data-tour]")].find(isThere) || document.querySelector("h1");
    if (!back) return;
    if (back.tagName === "H1") back.tabIndex = -1;
    back.focus({ preventScroll: true });
  }

  const moves = {
    back() { step -= 1; show(); if (!step) panel.querySelector("[data-tour-do=next]").focus(); },
    next() {
      if (step < steps().length - 1) { step += 1; return show(); }
      moves.never();
    },
    close,
    never() { dismiss(); close(); },
  };

  // The tour is of one page: it ends where another begins. A link elsewhere may ask for it: it waits for Browse.
  let asked = false;
  const watcher = new MutationObserver(() => {
    if (panel && window.location.pathname !== startedAt) return close();
    if (panel) return place();
    if (asked && planned()) { asked = false; open(); }
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const move = target.closest("[data-tour-do]");
    if (panel && move) return moves[move.dataset.tourDo]();
    if (!target.closest("[data-tour]")) return;
    if (planned()) return open();
    asked = true;
    watcher.observe(document.body, { childList: true, subtree: true });
  });

  document.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    if (event.key === "Escape" && panel && (here === document.body || panel.contains(here))) close();
  });

  document.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
  document.documentElement.dataset.tourState = remembered() ? "dismissed" : "offered";
})();
