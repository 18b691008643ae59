// Where there is little room the menu, with the filters in it, lies over the page: this opens it with the keyboard in
// it, and closes it when something was chosen, when the keyboard leaves it, or with Escape. And when the theme changes,
// a chart that was drawn for the other one is drawn anew.
(() => {
  "use strict";

  const narrow = window.matchMedia("(max-width: 768px)");
  const found = (name) => document.querySelector(`[data-testid=${name}]`);
  const menu = () => found("stSidebar");
  const unfolded = () => menu() && menu().dataset.collapsed !== "true";
  const isOpen = () => narrow.matches && unfolded();
  const closer = () => document.querySelector("[data-testid=stSidebarCollapseButton] button");

  // Streamlit remembers that the menu was open: after a reload it would lie over the page.
  function forget() {
    try {
      for (const key of Object.keys(window.localStorage)) {
        if (key.startsWith("stSidebarCollapsed-")) window.localStorage.removeItem(key);
      }
    } catch { /* a browser that keeps nothing has nothing to forget */ }
  }
  if (narrow.matches) forget();

  // Streamlit's names for the two buttons are "Expand sidebar" and "Collapse sidebar".
  function name() {
    for (const [button, ours] of [[found("stExpandSidebarButton"), "Menu"], [closer(), "Close the menu"]]) {
      if (button && button.getAttribute("aria-label") !== ours) button.setAttribute("aria-label", ours);
    }
  }

  let then = null; // what gets the keyboard when the menu has opened or closed

  function open(first) {
    const opener = found("stExpandSidebarButton");
    if (!opener) return;
    then = () => (unfolded() ? first() : null);
    opener.click();
  }

  function close(after) {
    then = () => (unfolded() ? null : after());
    closer().click();
  }

  function follow() {
    const target = then && then();
    if (!target) return;
    then = null;
    if (!target.matches("a, button, input")) target.setAttribute("tabindex", "-1");
    target.focus();
  }

  const filters = () => menu().querySelector("input[type=search], [role=toolbar] button, input");
  const page = () => found("stMain");

  // While the click is on its way down: on its way up Streamlit has folded or unfolded the menu already.
  const clicked = (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-open-filters]")) open(filters);
    else if (event.isTrusted && event.target.closest("[data-testid=stExpandSidebarButton]")) then = () => (unfolded() ? closer() : null);
    else if (isOpen() && event.target.closest("[data-close-menu], .pages a, .brand a")) close(page);
  };
  document.addEventListener("click", clicked, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen() || !menu().contains(event.target)) return;
    if (event.target.getAttribute("aria-expanded") !== "true") close(() => found("stExpandSidebarButton"));
  });

  document.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (!isOpen() || !next || !menu().contains(event.target)) return;
    if (next.closest("header, [data-testid=stMain]")) close(() => next);
  });

  // Streamlit says a change of theme in the class of its outermost element, and asks for a run when somebody presses R.
  const scheme = (app) => getComputedStyle(app).colorScheme;
  let drawnFor = "";

  function look(app) {
    const now = scheme(app);
    if (drawnFor && now !== drawnFor && document.querySelector(".st-key-chart")) {
      for (const kind of ["keydown", "keyup"]) {
        document.body.dispatchEvent(new KeyboardEvent(kind, { key: "r", code: "KeyR", keyCode: 82, bubbles: true }));
      }
    }
    drawnFor = now;
  }

  let watched = null;

  function watchTheme() {
    const app = found("stApp");
    if (!app || app === watched) return;
    watched = app;
    look(app);
    new MutationObserver(() => window.setTimeout(() => look(app), 100)).observe(app, { attributeFilter: ["class"] });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const changed = () => { name(); follow(); watchTheme(); };
    new MutationObserver(changed).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-collapsed"] });
  });
})();
