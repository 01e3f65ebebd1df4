"use strict";
// Heads of long tables become buttons that sort the rows. Missing values stay last; without scripts nothing is lost.
for (const table of document.querySelectorAll("table.long")) {
  const [body] = table.tBodies, heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    const number = head.classList.contains("n"), button = document.createElement("button");
    const known = row => (row.cells[place].dataset.v ?? (number ? "" : row.cells[place].textContent.trim()));
    const order = (a, b) => (number ? a - b : a.localeCompare(b, document.documentElement.lang));
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort"), down = now ? now === "ascending" : number;
      const rows = [...body.rows].map(row => [known(row), row]), missing = rows.filter(([value]) => value === "");
      const sorted = rows.filter(([value]) => value !== "").sort(([a], [b]) => (down ? order(b, a) : order(a, b)));
      heads.forEach(one => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...sorted.concat(missing).map(([, row]) => row));
    });
    head.append(button);
  });
}
