// Lets links between our pages change the page without loading it again, and says changed results aloud.
// Without this script every link still works as a plain link.
(() => {
  "use strict";

  const announcer = document.createElement("div");
  announcer.setAttribute("role", "status");
  announcer.className = "hidden";
  announcer.id = "announcer";

  let said = "";
  let waiting = 0;

  function announce() {
    const status = document.querySelector("[data-status]");
    const now = status ? status.textContent.trim() : "";
    if (!now || now === said) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      said = now;
      announcer.textContent = now;
    }, 300);
  }

  // Where somebody was on a page before following a link from it, and on which link, for when they come back.
  const places = new Map();
  let returning = null;
  let arriving = null; // the words of the heading that a page's own will replace; the keyboard then goes there

  const alike = (href) => [...document.querySelectorAll(`[data-testid=stMain] a[href="${CSS.escape(href)}"]`)];

  function go(link) {
    const samePage = link.pathname === window.location.pathname;
    const main = document.querySelector("[data-testid=stMain]");
    const href = link.getAttribute("href");
    if (main) places.set(window.location.href, { top: main.scrollTop, href, at: alike(href).indexOf(link) });
    const back = link.closest(".back") && places.get(link.href);
    const heading = document.querySelector("[data-testid=stMain] h1");
    arriving = samePage && !link.closest(".around, .similar") ? null : { words: heading ? heading.textContent : "" };
    returning = null;
    soonOver();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (!samePage || link.closest("nav, .around, .similar, .desk-table, .desk-health")) toTop();
    if (back) come({ ...back, there: false });
  }

  function come(place) {
    returning = place;
    arriving = null;
    soonOver();
  }

  // What was just drawn may be drawn once more: until then, or until somebody does something, we see to it.
  let over = 0;
  function soonOver() {
    window.clearTimeout(over);
    over = window.setTimeout(() => { arriving = null; returning = null; }, 5000);
  }

  // The browser's own way back. Ours are not trusted events.
  window.addEventListener("popstate", (event) => {
    const place = event.isTrusted && places.get(window.location.href);
    if (place) come({ ...place, there: false });
  });

  const nowhere = () => !document.activeElement || document.activeElement === document.body;

  function arrive() {
    if (!arriving && !returning) return;
    const main = document.querySelector("[data-testid=stMain]");
    const heading = main && main.querySelector("h1");
    if (arriving && heading && heading.textContent !== arriving.words && (!arriving.there || nowhere())) {
      arriving.there = true;
      heading.setAttribute("tabindex", "-1");
      heading.focus({ preventScroll: true });
    }
    const link = returning && main && alike(returning.href)[returning.at];
    if (!link || (returning.there && !nowhere()) || main.scrollHeight - main.clientHeight < returning.top) return;
    returning.there = true;
    main.scrollTo({ top: returning.top, behavior: "instant" });
    link.focus({ preventScroll: true });
  }

  // A link that only changes this page is drawn anew: the keyboard stays on it, and it stays where it was in sight,
  // whatever changes above it. One in the line of what is chosen goes away: then what was chosen stays, or else whatever
  // is in sight below the line.
  let stay = [];

  function toStay(link) {
    const line = link.closest(".chosen");
    const inSight = (each) => each.getBoundingClientRect().top > line.getBoundingClientRect().bottom && each.getBoundingClientRect().top < window.innerHeight;
    const isChosen = (each) => each.hasAttribute("aria-current");
    const links = line ? [...document.querySelectorAll("a[data-stay]")].filter(inSight).sort((one, other) => isChosen(other) - isChosen(one)) : [link];
    return links.filter((each) => each.dataset.stay).map((each) => ({ name: each.dataset.stay, top: each.getBoundingClientRect().top }));
  }

  function stayOn() {
    for (const { name, top } of stay) {
      const link = document.querySelector(`a[data-stay="${CSS.escape(name)}"]`);
      if (!link) continue;
      if (document.activeElement === document.body) link.focus({ preventScroll: true });
      document.querySelector("[data-testid=stMain]").scrollTop += link.getBoundingClientRect().top - top;
      return;
    }
  }

  function toTop() {
    const main = document.querySelector("[data-testid=stMain]");
    if (main) main.scrollTo(0, 0);
  }

  function copy(button, text, done) {
    const told = button.parentElement.querySelector("[data-copied]");
    const say = (words) => { if (told) told.textContent = words; };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => say(`${done} copied.`), () => say(text));
    else say(text);
  }

  // After a break another server may have taken over, which knows nothing of this page until it draws it: the next
  // change of a filter or press of a button would do nothing. So it is asked to, with all that was typed meanwhile, as
  // Streamlit does when somebody presses R.
  const CONNECTION = "data-test-connection-state";
  let met = false;
  let away = false;

  function comeBack(changes) {
    if (changes[0].target.getAttribute(CONNECTION) !== "CONNECTED") {
      away = met;
      return;
    }
    met = true;
    if (away) {
      away = false;
      for (const kind of ["keydown", "keyup"]) {
        document.body.dispatchEvent(new KeyboardEvent(kind, { key: "r", code: "KeyR", keyCode: 82, bubbles: true }));
      }
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element) || event.defaultPrevented) return;
    const button = target.closest("[data-copy-address], [data-copy]");
    if (button && button.matches("[data-copy-address]")) return copy(button, window.location.href, "Address");
    if (button) return copy(button, document.getElementById(button.dataset.copy).textContent, button.dataset.done);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = target.closest("a[data-go]");
    if (!plain || !link || link.origin !== window.location.origin) return;
    event.preventDefault();
    stay = toStay(link);
    go(link);
  });

  // The line of what is chosen scrolls sideways: the browser leaves a link that is half in sight as it is.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".chosen a")) event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  // What somebody has unfolded stays so when the page is drawn anew.
  const unfolded = new Set();
  const folds = () => document.querySelectorAll("details.folded");
  const nameOf = (fold) => fold.firstElementChild.textContent;
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (fold.matches("details.folded")) unfolded[fold.open ? "add" : "delete"](nameOf(fold));
  }, true);

  function unfold() {
    if (!unfolded.size) return;
    for (const fold of folds()) if (!fold.open && unfolded.has(nameOf(fold))) fold.open = true;
  }

  for (const elsewhere of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(elsewhere, () => { stay = []; arriving = null; returning = null; }, true);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(announcer);
    new MutationObserver(() => { announce(); unfold(); stayOn(); arrive(); }).observe(document.body, { childList: true, subtree: true, characterData: true });
    new MutationObserver(comeBack).observe(document.body, { subtree: true, attributeFilter: [CONNECTION] });
  });
})();
