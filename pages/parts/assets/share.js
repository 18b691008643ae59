// Helps the form along: keeps what is being typed before anybody presses anything, ties hints and problems to their
// fields, goes where an error points, and hides the trap for machines from people who use a keyboard or listen.
(() => {
  "use strict";

  const PAUSE = 300;
  const WAITING = new WeakMap();
  let typedAt = 0;
  let wanted = "";
  let step = "";
  let told = null;

  const inForm = (node) => node instanceof Element && node.closest(".st-key-share, .st-key-submission");

  // A text area tells the server on Ctrl+Enter or when it is left. This is the first, after a pause in typing.
  function commit(area) {
    window.clearTimeout(WAITING.get(area));
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true }));
  }

  function typed(event) {
    const area = event.target;
    if (inForm(area) && !area.closest("[data-testid=stForm]")) typedAt = Date.now();
    if (!(area instanceof HTMLTextAreaElement) || !inForm(area) || event.isComposing) return;
    window.clearTimeout(WAITING.get(area));
    WAITING.set(area, window.setTimeout(() => commit(area), PAUSE));
  }
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);

  // Leaving in the middle of a word. A lone Enter would send a form, so a one-line field counts only outside one.
  function commitNow() {
    const active = document.activeElement;
    const line = active instanceof HTMLInputElement && !active.closest("[data-testid=stForm]") && active.closest(".st-key-share");
    if (line || (active instanceof HTMLTextAreaElement && inForm(active))) commit(active);
  }
  window.addEventListener("beforeunload", (event) => {
    commitNow();
    if (Date.now() - typedAt < 2 * PAUSE) event.preventDefault();  // the browser asks: stay or leave?
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") commitNow(); });

  const fieldOf = (name) => document.querySelector(`.st-key-question-${CSS.escape(name)}`);
  const controlIn = (box) => box && box.querySelector("input:not([type=hidden]), textarea, button[role], [data-testid=stButtonGroup] button");

  const boxOf = (name) => fieldOf(name) || document.querySelector(`.st-key-share-${CSS.escape(name === "neighbours" ? "near" : "personal")}`);

  function goTo(name) {
    const box = boxOf(name);
    if (!controlIn(box)) return false;
    box.scrollIntoView({ block: "start" });
    hold(() => controlIn(boxOf(name)));
    return true;
  }

  // What was gone to may be drawn anew at once: the keyboard stays there until somebody presses something.
  let held = () => null;

  function hold(find) {
    held = find;
    const found = find();
    if (found) found.focus({ preventScroll: true });
  }

  for (const elsewhere of ["keydown", "pointerdown"]) {
    document.addEventListener(elsewhere, () => { held = () => null; }, true);
  }

  // The field may not be there yet, or not again: then this page is kept, and the field gone to once it is.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-focus]");
    if (!link) return;
    const there = goTo(link.dataset.focus);
    if (there || link.href === window.location.href) event.preventDefault();
    wanted = there ? "" : link.dataset.focus;
  }, true);

  function tie(box) {
    const control = controlIn(box);
    const words = box.querySelector(".share-question");
    if (!control || !words) return;
    const said = [...words.querySelectorAll(".hint, .problem, .asks")];
    said.forEach((line, number) => { if (!line.id) line.id = `about-${words.dataset.field}-${number}`; });
    const ids = said.map((line) => line.id).join(" ");
    if (ids && control.getAttribute("aria-describedby") !== ids) control.setAttribute("aria-describedby", ids);
    const wrong = words.classList.contains("wrong");
    if (wrong) control.setAttribute("aria-invalid", "true");
    else if (control.getAttribute("aria-invalid") === "true") control.removeAttribute("aria-invalid");
  }

  function look() {
    document.querySelectorAll("[class*=st-key-question-]").forEach(tie);
    const trap = document.querySelector(".st-key-share-extra");
    if (trap && trap.getAttribute("aria-hidden") !== "true") {
      trap.setAttribute("aria-hidden", "true");
      trap.querySelectorAll("input").forEach((input) => input.setAttribute("tabindex", "-1"));
    }
    if (wanted && fieldOf(wanted) && goTo(wanted)) wanted = "";
    const here = new URLSearchParams(window.location.search).get("step") || "";
    const progress = document.querySelector(".share-heading .progress");
    if (progress && here !== step) {
      if (step && !wanted) {
        const main = document.querySelector("[data-testid=stMain]");
        if (main) main.scrollTo(0, 0);
      }
      step = here;
    }
    const problems = document.querySelector(".share-problems");
    const text = problems ? problems.textContent : null;
    const answering = document.activeElement?.closest("[class*=st-key-question-]");
    if (problems && told === null && text && !answering) {
      problems.scrollIntoView({ block: "center" });
      hold(() => document.querySelector(".share-problems"));
    }
    told = text;
    const kept = document.activeElement === document.body && held();
    if (kept) kept.focus({ preventScroll: true });
  }

  let planned = 0;
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      window.cancelAnimationFrame(planned);
      planned = window.requestAnimationFrame(look);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
