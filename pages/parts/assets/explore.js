// The dots: a card for the one that is pointed at, a box dragged round some, arrow keys between them, and a way for the
// eye from one arrangement to the next. Without this script every dot is a link, and every number lists its practices.
(() => {
  "use strict";

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const MOST_MOVED = 400;
  const pictures = () => [...document.querySelectorAll("[data-dots]")];
  const picture = () => document.querySelector(".dots-drawing"); // the one of the page /explore
  const dotsOf = (from) => [...from.querySelectorAll(".dot")];
  const dotAt = (target) => (target instanceof Element ? target.closest("[data-dots] .dot") : null);
  const clickOn = (href) => {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  };
  const changed = (change) => {
    const url = new URL(window.location.href);
    change(url.searchParams);
    return url.href;
  };

  // The card. What it says comes from the bank's own answers, each asked for once.
  const card = document.createElement("div");
  card.className = "dot-card";
  card.setAttribute("role", "tooltip");
  card.id = "dot-card";
  const known = new Map();
  let shown = null;
  let waiting = 0;

  function practice(slug) {
    if (!known.has(slug)) {
      const asked = fetch(`api/practices/${encodeURIComponent(slug)}`).then((answer) => (answer.ok ? answer.json() : null));
      known.set(slug, asked.catch(() => { known.delete(slug); return null; }));
    }
    return known.get(slug);
  }

  function line(words, kind) {
    const drawn = document.createElement("p");
    drawn.className = kind;
    drawn.textContent = words;
    return drawn;
  }

  function ways(dot) {
    const drawn = line("", "ways");
    const slug = dot.dataset.dot;
    const kept = new URL(window.location.href).searchParams.getAll("shortlist").includes(slug);
    const keep = changed((query) => (kept ? query.delete("shortlist", slug) : query.append("shortlist", slug)));
    for (const [words, href] of [["Open", dot.href], [kept ? "Remove from shortlist" : "Add to shortlist", keep]]) {
      const link = document.createElement("a");
      link.textContent = words;
      link.href = href;
      link.dataset.go = "";
      drawn.append(link);
    }
    return drawn;
  }

  function fill(dot, said) {
    const name = dot.getAttribute("aria-label");
    if (!said) return card.replaceChildren(line(name, "name"), ways(dot));
    const rated = line(said.effectiveness || "Effectiveness not recorded", "rated");
    const mark = document.createElement("span");
    mark.className = `mark ${dot.className.split(" ")[1]}`;
    if (!mark.className.includes("form-")) rated.prepend(mark);
    const tested = [said.evaluation_design || (said.evaluated === "Yes" ? "Evaluated, design not recorded" : ""), said.evaluator];
    const how = tested.filter(Boolean).join(", ");
    card.replaceChildren(
      line(said.title, "name"),
      line(said.summary || "Summary not recorded", ""),
      rated,
      line(how ? `How it was evaluated: ${how}` : "No evaluation on record", how ? "" : "quiet"),
      ...(said.outcome ? [line(`What was found: ${said.outcome}`, "")] : []),
      ways(dot),
    );
  }

  function place(dot) {
    const at = dot.getBoundingClientRect();
    const size = card.getBoundingClientRect();
    const below = at.bottom + size.height < window.innerHeight || at.top < size.height;
    card.style.top = `${Math.max(4, below ? at.bottom : at.top - size.height)}px`;
    card.style.left = `${Math.min(Math.max(8, at.left - 12), window.innerWidth - size.width - 8)}px`;
  }

  function light(dot) {
    for (const each of document.querySelectorAll(".dot.same")) each.classList.remove("same");
    if (!dot) return;
    for (const each of dotsOf(document)) each.classList.toggle("same", each.dataset.dot === dot.dataset.dot);
  }

  async function show(dot) {
    if (shown === dot) return;
    shown = dot;
    light(dot);
    const said = await practice(dot.dataset.dot);
    if (shown !== dot || !dot.isConnected) return;
    fill(dot, said);
    document.querySelector("[data-testid=stMain]").append(card);
    dot.setAttribute("aria-describedby", card.id);
    place(dot);
  }

  function hide() {
    window.clearTimeout(waiting);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    card.remove();
    light(null);
  }

  function later(action, after) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(action, after);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || dragged) return;
    const dot = dotAt(event.target);
    if (dot) later(() => show(dot), 60);
    else if (event.target instanceof Element && event.target.closest(".dot-card")) window.clearTimeout(waiting);
    else if (shown && document.activeElement !== shown) later(hide, 250);
  });
  document.addEventListener("focusin", (event) => {
    const dot = dotAt(event.target);
    if (dot && dot.matches(":focus-visible")) show(dot);
    else if (shown && !card.contains(event.target)) hide();
  });
  document.addEventListener("scroll", hide, true);

  // A finger's first touch shows the card, which has the way on.
  let finger = false;
  document.addEventListener("pointerdown", (event) => { finger = event.pointerType === "touch"; }, true);
  document.addEventListener("click", (event) => {
    const dot = dotAt(event.target);
    if (let_go) {
      let_go = false;
      if (dot || (event.target instanceof Element && event.target.closest("[data-dots]"))) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
    }
    if (dot && finger && shown !== dot) {
      event.preventDefault();
      event.stopPropagation();
      show(dot);
    } else if (!(event.target instanceof Element && event.target.closest(".dot-card")) || event.target.closest("a")) {
      hide();
    }
  }, true);

  // The keyboard: one stop for Tab, arrows within.
  function stops(drawn) {
    drawn.dataset.ready = "";
    const all = dotsOf(drawn);
    const now = all.find((dot) => dot === document.activeElement) || all.find((dot) => !dot.matches(".out")) || all[0];
    for (const dot of all) dot.tabIndex = dot === now ? 0 : -1;
  }

  function nearest(all, from, down) {
    const middle = (dot) => { const at = dot.getBoundingClientRect(); return [at.left + at.width / 2, at.top + at.height / 2]; };
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    for (const dot of all) {
      const [across, high] = middle(dot);
      const away = (high - y) * down;
      if (away > 12 && away * 3 + Math.abs(across - x) < least) {
        least = away * 3 + Math.abs(across - x);
        best = dot;
      }
    }
    return best;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) return hide();
    const dot = dotAt(event.target);
    if (!dot || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = dotsOf(dot.closest("[data-dots]"));
    const at = all.indexOf(dot);
    const next = {
      ArrowRight: () => all[at + 1],
      ArrowLeft: () => all[at - 1],
      ArrowDown: () => nearest(all, dot, 1),
      ArrowUp: () => nearest(all, dot, -1),
      Home: () => all[0],
      End: () => all[all.length - 1],
    }[event.key];
    if (next) {
      event.preventDefault();
      const to = next();
      if (!to) return;
      dot.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
      to.scrollIntoView({ block: "nearest" });
    } else if (event.key.toLowerCase() === "s" && !event.repeat) {
      event.preventDefault();
      const slug = dot.dataset.dot;
      back = [slug, all.filter((each) => each.dataset.dot === slug).indexOf(dot)];
      clickOn(changed((query) => (query.getAll("shortlist").includes(slug) ? query.delete("shortlist", slug) : query.append("shortlist", slug))));
    }
  });
  let back = null; // the dot that the keyboard returns to once it is drawn anew

  // A box: what lies in it is listed below. Whole cells are named as such, so that filters can say the same.
  let dragged = null;
  let let_go = false;
  const frame = document.createElement("div");
  frame.className = "dots-box";

  document.addEventListener("pointerdown", (event) => {
    const inside = event.target instanceof Element && event.target.closest(".dots tbody");
    if (!inside || event.button || event.pointerType === "touch") return;
    dragged = { x: event.clientX, y: event.clientY, drawn: false };
  });
  document.addEventListener("dragstart", (event) => { if (dragged) event.preventDefault(); });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const [width, height] = [event.clientX - dragged.x, event.clientY - dragged.y];
    if (!dragged.drawn && Math.hypot(width, height) < 8) return;
    if (!dragged.drawn) {
      hide();
      document.querySelector(".stApp").append(frame);
      window.getSelection().removeAllRanges();
      document.documentElement.style.userSelect = "none";
    }
    dragged.drawn = true;
    Object.assign(frame.style, {
      left: `${Math.min(event.clientX, dragged.x)}px`,
      top: `${Math.min(event.clientY, dragged.y)}px`,
      width: `${Math.abs(width)}px`,
      height: `${Math.abs(height)}px`,
    });
    const box = frame.getBoundingClientRect();
    for (const dot of dotsOf(picture())) dot.classList.toggle("in", within(dot, box));
  });

  function within(dot, box) {
    const at = dot.getBoundingClientRect();
    const [x, y] = [at.left + at.width / 2, at.top + at.height / 2];
    return x > box.left && x < box.right && y > box.top && y < box.bottom;
  }

  // The box that was drawn, null for none. Dots may have been drawn anew while it was.
  function stop() {
    const was = dragged && dragged.drawn ? frame.getBoundingClientRect() : null;
    dragged = null;
    frame.remove();
    document.documentElement.style.userSelect = "";
    return was;
  }

  document.addEventListener("pointerup", () => {
    const box = stop();
    if (!box) return;
    let_go = true;
    window.setTimeout(() => { let_go = false; }, 0);
    const drawn = picture();
    for (const dot of dotsOf(drawn)) dot.classList.toggle("in", within(dot, box));
    const caught = dotsOf(drawn).filter((dot) => dot.matches(".in:not(.out)"));
    if (!caught.length) return dotsOf(drawn).forEach((dot) => dot.classList.remove("in"));
    const cells = [...new Set(caught.map((dot) => dot.closest("td")))];
    const values = (name) => [...new Set(cells.map((cell) => cell.dataset[name]))];
    const [rows, columns] = [values("row"), values("column")];
    const meant = [...drawn.querySelectorAll("td[data-row]")].filter((cell) => rows.includes(cell.dataset.row) && columns.includes(cell.dataset.column));
    const whole = meant.every((cell) => [...cell.querySelectorAll(".dot:not(.out)")].every((dot) => dot.matches(".in")));
    const slugs = [...new Set(caught.map((dot) => dot.dataset.dot))].slice(0, Number(drawn.dataset.most));
    opening = { heading: inside().textContent, keyboard: false };
    clickOn(changed((query) => {
      for (const name of ["row", "column", "picked"]) query.delete(name);
      if (whole) {
        for (const row of rows) query.append("row", row);
        for (const column of columns) query.append("column", column);
      } else {
        for (const slug of slugs) query.append("picked", slug);
      }
    }));
  });
  document.addEventListener("pointercancel", stop);

  // What was opened is listed below the dots: it is brought into view, with the dots still in sight.
  let opening = null;
  const inside = () => document.querySelector("#inside-heading");
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-opens]");
    if (link && inside()) opening = { heading: inside().textContent, keyboard: !event.detail };
  });

  function opened() {
    const now = inside();
    if (!opening || !now || now.textContent === opening.heading) return;
    const { keyboard } = opening;
    opening = null;
    if (keyboard) now.parentElement.focus({ preventScroll: true });
    const main = document.querySelector("[data-testid=stMain]");
    const lower = now.getBoundingClientRect().top - window.innerHeight * 0.7;
    if (main && lower > 0) main.scrollBy({ top: lower, behavior: calm.matches ? "auto" : "smooth" });
  }

  // From one arrangement to the next every dot goes its own way.
  let places = new Map();
  let drawnAs = "";

  function placesOf(drawn) {
    const origin = drawn.getBoundingClientRect();
    const found = new Map();
    for (const dot of dotsOf(drawn)) {
      const at = dot.getBoundingClientRect();
      const before = found.get(dot.dataset.dot) || [];
      found.set(dot.dataset.dot, [...before, [at.left - origin.left, at.top - origin.top]]);
    }
    return found;
  }

  function move(drawn) {
    const now = placesOf(drawn);
    const as = drawn.dataset.drawn;
    const all = dotsOf(drawn);
    if (places.size && as !== drawnAs && !calm.matches && all.length <= MOST_MOVED) {
      const seen = new Map();
      for (const dot of all) {
        const slug = dot.dataset.dot;
        const at = seen.get(slug) || 0;
        seen.set(slug, at + 1);
        const before = places.get(slug);
        if (!before) continue;
        const [left, top] = before[Math.min(at, before.length - 1)];
        const [x, y] = now.get(slug)[at];
        if (left === x && top === y) continue;
        dot.animate([{ transform: `translate(${left - x}px, ${top - y}px)` }, { transform: "none" }], { duration: 450, easing: "cubic-bezier(0.3, 0, 0.2, 1)" });
      }
    }
    places = now;
    drawnAs = as;
  }

  let last = null;
  function drawnAnew() {
    opened();
    document.querySelectorAll("[data-dots]:not([data-ready])").forEach(stops);
    if (shown && !shown.isConnected) hide();
    returnToDot();
    const drawn = picture();
    const table = drawn && drawn.querySelector(".dots");
    if (!drawn) {
      last = null;
      places = new Map();
    }
    if (!table || table === last) return;
    last = table;
    // In the frame that shows them: asked at once where they stand, the browser would lay out everything twice.
    window.requestAnimationFrame(() => { if (table.isConnected) move(drawn); });
  }

  function returnToDot() {
    if (!back || document.activeElement !== document.body) return;
    const same = pictures().flatMap(dotsOf).filter((dot) => dot.dataset.dot === back[0]);
    if (same.length) (same[back[1]] || same[0]).focus();
    back = null;
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(drawnAnew).observe(document.body, { childList: true, subtree: true });
    window.addEventListener("resize", () => { const drawn = picture(); if (drawn) places = placesOf(drawn); });
  });
})();
