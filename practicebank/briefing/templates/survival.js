(() => {
  "use strict";
  const bank = JSON.parse(document.getElementById("bank").textContent);
  const articles = [...document.querySelectorAll("article")];
  const texts = articles.map((article) => plain([...article.querySelectorAll("h3, .said, dd:not(.missing)")].map((part) => part.textContent).join(" ")));
  const titles = articles.map((article) => plain(article.querySelector("h3").textContent));
  const ratings = bank.fields.find((field) => field.key === "effectiveness").terms;
  const colours = bank.colours;
  const small = new Set("a an and at by for from in is it of on or that the to was what who with".split(" "));
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const boxes = new Map();

  function plain(text) {
    return ` ${text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  }

  function stem(word) {
    return word.length > 4 ? word.replace(/(ies|ing|ed|es|s|y)$/, "") : word;
  }

  const groups = bank.synonyms.map(([both, ...words]) => ({ both, words: words.map((word) => plain(word).trim()) }));

  // The query in parts; a practice answers when it has one of the words of every part.
  function parts(query) {
    let rest = plain(query);
    const found = [];
    const phrases = new Map();
    for (const group of groups) {
      for (const [at, word] of group.words.entries()) {
        if (word && (at === 0 || group.both)) phrases.set(word, [...(phrases.get(word) || [word]), ...group.words]);
      }
    }
    for (const phrase of [...phrases.keys()].sort((one, other) => other.length - one.length)) {
      for (const typed of [` ${phrase} `, ` ${phrase}s `]) {
        if (rest.includes(typed)) {
          const near = new Set(phrases.get(phrase));
          for (const word of phrases.get(phrase)) for (const next of phrases.get(word) || []) near.add(next);
          found.push([...near].map((word) => ` ${word} `));
          rest = rest.replace(typed, "  ");
        }
      }
    }
    for (const word of rest.split(" ")) if (word && !small.has(word)) found.push([` ${stem(word)}`]);
    return found;
  }

  function answers(asked, text) {
    return asked.every((words) => words.some((word) => text.includes(word) || text.includes(word.replace(/ $/, "s "))));
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function chosen() {
    const asked = new URLSearchParams(window.location.hash.slice(1));
    const terms = new Map();
    for (const field of bank.fields) {
      const known = asked.getAll(field.key).filter((term) => field.terms.includes(term));
      if (known.length) terms.set(field.key, new Set(known));
    }
    return { terms, words: asked.get("q") || "" };
  }

  function holds(practice, key, terms) {
    return practice[key].some((term) => terms.has(term));
  }

  function rows(asked, leftOut) {
    const words = asked.words ? parts(asked.words) : [];
    return bank.practices.map((practice, at) =>
      [...asked.terms].every(([key, terms]) => key === leftOut || holds(practice, key, terms)) && answers(words, texts[at]));
  }

  function buildFilters() {
    const more = element("details", {}, element("summary", {}, "More filters"));
    for (const [at, field] of bank.fields.entries()) {
      const set = element("fieldset", {}, element("legend", at > 1 ? { class: "quiet" } : {}, field.label));
      for (const term of field.terms) {
        const box = element("input", { type: "checkbox", name: field.key, value: term });
        const count = element("span", { class: "count" });
        boxes.set(`${field.key}\n${term}`, { box, count });
        set.append(element("label", {}, box, element("span", {}, term), count));
      }
      (field.more ? more : form).append(at > 1 ? element("details", {}, element("summary", {}, field.label), set) : set);
    }
    form.append(more);
    form.addEventListener("change", write);
    form.addEventListener("submit", (event) => { event.preventDefault(); write(); });
    search.addEventListener("input", () => { window.clearTimeout(search.waiting); search.waiting = window.setTimeout(write, 250); });
    document.getElementById("clear").addEventListener("click", () => { window.location.hash = ""; search.focus(); });
  }

  function write() {
    const asked = new URLSearchParams();
    for (const { box } of boxes.values()) if (box.checked) asked.append(box.name, box.value);
    if (search.value.trim()) asked.set("q", search.value.trim());
    window.location.hash = asked.toString();
  }

  function bar(segments, longest) {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawn.setAttribute("viewBox", "0 0 100 10");
    drawn.setAttribute("preserveAspectRatio", "none");
    drawn.setAttribute("aria-hidden", "true");
    let left = 0;
    for (const [number, colour] of segments) {
      const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const width = longest ? (100 * number) / longest : 0;
      for (const [key, value] of Object.entries({ x: left, y: 0, width, height: 10 })) piece.setAttribute(key, value);
      piece.style.fill = colour;
      drawn.append(piece);
      left += width;
    }
    return drawn;
  }

  function chart(field, kept) {
    const counted = field.terms.map((term) => {
      const inside = kept.filter((practice) => practice[field.key].includes(term));
      return { term, number: inside.length, parts: ratings.map((rating) => inside.filter((practice) => practice.effectiveness.includes(rating)).length) };
    });
    const longest = Math.max(...counted.map((one) => one.number));
    const body = element("tbody", {});
    for (const one of counted) {
      if (!one.number && field.key === "organisation") continue;
      const mix = ratings.map((rating, at) => (one.parts[at] ? `${one.parts[at]} ${rating}` : "")).filter(Boolean).join(", ");
      const said = mix && field.key !== "effectiveness" ? [element("span", { class: "mix" }, mix)] : [];
      body.append(element("tr", {},
        element("th", { scope: "row", ...(one.term === bank.missing ? { class: "missing" } : {}) }, one.term, ...said),
        element("td", {}, bar(one.parts.map((number, at) => [number, colours[ratings[at]]]), longest)),
        element("td", { class: "n" }, String(one.number))));
    }
    return element("table", {}, element("caption", {}, field.label), body);
  }

  function draw() {
    const asked = chosen();
    const kept = rows(asked);
    const number = kept.filter(Boolean).length;
    const order = articles.map((_, at) => at);
    if (asked.words) {
      const words = parts(asked.words);
      order.sort((one, other) => answers(words, titles[other]) - answers(words, titles[one]) || one - other);
    }
    const list = document.getElementById("list");
    for (const at of order) {
      articles[at].hidden = !kept[at];
      list.append(articles[at]);
    }
    for (const field of bank.fields) {
      const given = rows(asked, field.key);
      for (const term of field.terms) {
        const { box, count } = boxes.get(`${field.key}\n${term}`);
        box.checked = Boolean(asked.terms.get(field.key)?.has(term));
        count.textContent = bank.practices.filter((practice, at) => given[at] && practice[field.key].includes(term)).length;
        for (let fold = box.closest("details"); box.checked && fold; fold = fold.parentElement.closest("details")) fold.open = true;
      }
    }
    if (document.activeElement !== search) search.value = asked.words;
    const said = [...asked.terms].map(([key, terms]) => `${bank.fields.find((field) => field.key === key).label}: ${[...terms].join(" or ")}`);
    if (asked.words) said.push(`Search: “${asked.words}”`);
    document.getElementById("status").textContent = `${number} of ${articles.length} practices${said.length ? `. ${said.join(". ")}` : ""}.`;
    document.getElementById("nothing").hidden = number > 0;
    const shown = bank.practices.filter((_, at) => kept[at]);
    const charts = number ? bank.fields.map((field) => chart(field, shown)) : [];
    document.getElementById("charts").replaceChildren(...charts.slice(0, 2));
    document.getElementById("more-charts").replaceChildren(...charts.slice(2));
    document.getElementById("few").hidden = number === 0 || number >= 5;
  }

  // Without a script every account is open; with one a reader opens them, and paper has them all.
  function unfold(open) {
    for (const fold of document.querySelectorAll("article details")) fold.open = open;
  }

  buildFilters();
  unfold(false);
  window.addEventListener("beforeprint", () => unfold(true));
  document.getElementById("live").hidden = false;
  document.getElementById("charted").hidden = false;
  // An address without "=" is that of a note or of nothing chosen: following a note changes no choice.
  window.addEventListener("hashchange", () => { if (/^#?$|=/.test(window.location.hash)) draw(); });
  draw();
})();
