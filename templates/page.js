// What a reader gains where scripts run: tables that sort and can be searched. Everything can be read without it.
// It stands inside the page, loads nothing, and puts texts in as texts only. No brace may follow a brace or precede a
// per cent sign or a hash here, for the page's template reads this file too.
(() => {
  "use strict";
  const LONG = 15;
  const page = document.documentElement;
  const words = document.body.dataset;
  const letters = new Intl.Collator(page.lang, { numeric: true, sensitivity: "base" });

  const make = (tag, given, ...inside) => {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inside);
    return made;
  };
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, place) => values[place]);

  // --- how cells compare ---------------------------------------------------------------------------------------------

  const SAYS_NOTHING = /^[\s.…–—−-]*$/u;
  const grouped = words.decimal === "," ? "." : ",";
  const NUMBER = new RegExp(
    `(?:(?<![\\d.,])[+−-])?\\d{1,3}(?:[${grouped}\\u00a0\\u2009\\u202f'’]\\d{3})+(?!\\d)(?:[${words.decimal}]\\d+)?` +
      `|(?:(?<![\\d.,])[+−-])?\\d+(?:[${words.decimal}]\\d+)?`, "gu");

  const latin = (text) => text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  const value = (text) =>
    Number(text.replace(new RegExp(`[${grouped}\\u00a0\\u2009\\u202f'’]`, "gu"), "").replace("−", "-").replace(",", "."));

  // A cell's text without its references to notes; the numbers in it, in their order: 34 of 101 is 34, and then 101.
  const read = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("sup").forEach((note) => note.remove());
    const text = copy.textContent.trim();
    return { text, numbers: (latin(text).match(NUMBER) || []).map(value), silent: SAYS_NOTHING.test(text) };
  };
  const inOrder = (one, other) => {
    for (let place = 0; place < Math.max(one.length, other.length); place += 1) {
      const apart = (one[place] ?? -Infinity) - (other[place] ?? -Infinity);
      if (apart) return apart;
    }
    return 0;
  };

  // What says nothing, and words among numbers, come last whichever way; what is equal keeps its order.
  const comparison = (cells, asNumbers, way) => {
    const last = (cell) => cell.silent || (asNumbers && !cell.numbers.length);
    return ([, one], [, other]) => {
      const [first, second] = [cells[one], cells[other]];
      if (last(first) || last(second)) return last(first) - last(second);
      return way * (asNumbers ? inOrder(first.numbers, second.numbers) : letters.compare(first.text, second.text));
    };
  };
  // A column of numbers is set to the right, or has nothing but numbers.
  const STARTS = /^[^\p{L}\d]*\d/u;
  const holdsNumbers = (cells, toTheRight) => {
    const numbers = cells.filter((cell) => STARTS.test(latin(cell.text)));
    return numbers.length > 0 && (toTheRight || numbers.length === cells.filter((cell) => !cell.silent).length);
  };

  // --- sorting -------------------------------------------------------------------------------------------------------

  const voice = make("p", { className: "unseen", role: "status" });
  const say = (text) => { voice.textContent = text; };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const known = new Map();
    const column = (place) => {
      if (!known.has(place)) known.set(place, rows.map((row) => read(row.cells[place])));
      return known.get(place);
    };
    const sort = (place, name) => {
      const next = { ascending: "descending", descending: "" };
      const was = heads[place].getAttribute("aria-sort");
      const now = was === null ? "ascending" : next[was];
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      if (!now) {
        body.append(...rows);
        say(words.unsorted);
        return;
      }
      heads[place].setAttribute("aria-sort", now);
      const cells = column(place);
      const numbers = holdsNumbers(cells, heads[place].classList.contains("right"));
      const order = rows.map((row, at) => [row, at]).sort(comparison(cells, numbers, now === "ascending" ? 1 : -1));
      body.append(...order.map(([row]) => row));
      say(fill(now === "ascending" ? words.upwards : words.downwards, name));
    };
    heads.forEach((head, place) => {
      const inside = [...head.childNodes].filter((node) => !node.querySelector?.("a") && node.nodeName !== "A");
      const name = inside.map((node) => node.textContent).join("").trim();
      if (!name || rows.some((row) => !row.cells[place])) return;
      const button = make("button", { type: "button", className: "sort" }, ...inside);
      button.addEventListener("click", () => sort(place, name));
      head.prepend(button);
    });
  };

  // --- finding rows --------------------------------------------------------------------------------------------------

  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const searchable = (table, block) => {
    const rows = [...table.tBodies[0].rows].map((row) => [row, folded(row.textContent)]);
    const id = `${block.id}-find`;
    const box = make("input", { type: "search", id, autocomplete: "off", spellcheck: false });
    const count = make("output", { htmlFor: id });
    const tools = make("div", { className: "find" }, make("label", { htmlFor: id }, words.find), box, count);
    box.setAttribute("aria-describedby", table.caption.id);
    const look = () => {
      const wanted = folded(box.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach(([row, text]) => {
        row.hidden = !wanted.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      });
      tools.classList.toggle("on", wanted.length > 0);
      count.textContent = wanted.length ? fill(words.found, shown, rows.length) : "";
    };
    box.addEventListener("input", look);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.value) return;
      box.value = "";
      look();
    });
    block.prepend(tools);
  };

  // --- where things fit ----------------------------------------------------------------------------------------------

  // A table too wide for its column takes of the margins what they have; one that need not scroll lets its head stay at the
  // top of the window.
  const fit = new ResizeObserver((changed) => {
    new Set(changed.map((change) => change.target.closest(".frame"))).forEach((frame) => {
      const fits = frame.querySelector("table").offsetWidth <= frame.clientWidth;
      frame.classList.toggle("fits", fits);
      if (!fits && window.innerWidth > frame.clientWidth * 1.2) frame.parentElement.classList.add("roomy");
    });
  });
  // It stays below the marks, where those stay.
  const banner = document.querySelector(".marks");
  if (banner) {
    const measure = () => {
      const stays = getComputedStyle(banner).position === "sticky";
      page.style.setProperty("--banner", stays ? `${banner.offsetHeight}px` : "0px");
    };
    new ResizeObserver(measure).observe(banner);
    window.addEventListener("resize", measure);
  }

  document.querySelectorAll(".table").forEach((block) => {
    const table = block.querySelector("table");
    const many = table.tBodies[0].rows.length;
    if (many > 1) sortable(table);
    if (many > LONG) searchable(table, block);
    if (many > LONG) block.classList.add("long");
    fit.observe(table);
    fit.observe(table.closest(".frame"));
  });
  document.body.append(voice);
})();
