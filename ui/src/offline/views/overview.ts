// The overview: whether to worry, and where to begin.

import { el, svg } from "../../dom";
import { allPagesAt, byType } from "../all_pages";
import { pageColumns } from "../columns";
import { bar, count, key, percent, plural, section, typeWord } from "../parts";
import { plainTable } from "../table";
import type { Page, World } from "../world";

const PER_ROW = 62;
const CELL = 12;

export function overview(world: World): HTMLElement {
  const cited = world.pages.filter((page) => page.cited);
  const by = (name: string): Page[] => world.pages.filter((page) => world.raw.words.verdicts[page.verdict]?.[0] === name);
  const [relies, exposed, cites] = [by("relies"), by("exposed"), by("cites")];
  const low = exposed.length + cites.length;
  const advice = relies.length
    ? `Start with the ${plural(relies.length, "page")} that ${relies.length === 1 ? "relies" : "rely"} on low sources. Every number below opens its reason.`
    : "No page has a claim that stands on low sources alone. Every number below opens its reason.";
  return el(
    "div",
    {},
    el("div", { class: "head" }, el("h1", {}, "Which pages should you worry about?"), el("p", { class: "prose soft" }, advice)),
    tiles(world, cited, relies.length, low),
    levels(world),
    worst(world, cited),
    verdicts(world),
    map(world),
  );
}

function tiles(world: World, cited: readonly Page[], relies: number, low: number): HTMLElement {
  const citations = cited.reduce((sum, page) => sum + page.cited, 0);
  const rated = cited.reduce((sum, page) => sum + page.rated, 0);
  const sources = world.sources.filter((source) => (world.citedBy[source.at] ?? []).length).length;
  const tile = (label: string, value: string, note: string, href: string): HTMLElement =>
    el("div", {}, el("dt", {}, label), el("dd", {}, el("a", { href }, value)), el("dd", {}, note));
  return el(
    "dl",
    { class: "tiles" },
    tile("Pages", count(world.pages.length), `${count(world.pages.length - cited.length)} of them cite nothing`, "#/exposure"),
    tile("Sources cited", count(sources), plural(citations, "citation"), "#/sources"),
    tile("Coverage", citations ? percent(rated / citations) : "–", "of citations have a level", "#/exposure?sort=coverage"),
    tile("Pages that rely on low", count(relies), `${count(low)} more cite low`, "#/exposure?verdict=relies"),
  );
}

function levels(world: World): HTMLElement {
  const counts = [0, 0, 0, 0, 0, 0];
  for (const page of world.pages) {
    world.countsOf(page.at).forEach((number, level) => {
      counts[level] = (counts[level] ?? 0) + number;
    });
  }
  if (!counts.some(Boolean)) return section("What the pages rest on", el("p", { class: "soft" }, "No page cites a source."));
  return section("What the pages rest on", el("div", { class: "rests" }, bar(world, counts), key(counts)));
}

function worst(world: World, cited: readonly Page[]): HTMLElement {
  const rows = [...cited].sort((one, other) => one.rank - other.rank).slice(0, 10);
  const columns = pageColumns(world).filter(({ key: name }) => ["title", "verdict", "levels", "low", "share"].includes(name));
  const all = el("p", { class: "small" }, el("a", { href: "#/exposure" }, `All ${plural(world.pages.length, "page")}`));
  if (!rows.length) return section("Ten worst pages", el("p", { class: "soft" }, "No page cites a source."));
  const note = el("p", { class: "soft small" }, "Worst verdict first, then by the share of low sources.");
  return section("Ten worst pages", note, el("div", { class: "scroll" }, plainTable("Ten worst pages", rows, columns)), all);
}

function verdicts(world: World): HTMLElement {
  const rows = world.raw.words.verdicts.map(([name, chip, meaning], at) => {
    const pages = world.pages.filter((page) => page.verdict === at);
    return { name, chip, meaning, pages };
  });
  const table = plainTable("Pages by verdict", rows, [
    {
      key: "verdict",
      label: "Verdict",
      cell: ({ name, chip }) => el("span", { class: `verdict ${name}` }, el("i", { "aria-hidden": "true" }), chip),
    },
    { key: "meaning", label: "Meaning", cell: ({ meaning }) => meaning },
    {
      key: "pages",
      label: "Pages",
      number: true,
      cell: ({ name, pages }) => (pages.length ? el("a", { href: `#/exposure?verdict=${name}` }, count(pages.length)) : "0"),
    },
  ]);
  return section("Pages by verdict", el("div", { class: "scroll" }, table));
}

function square(verdict: string, x: number, y: number): string {
  return verdict === "uncited" ? `M${x + 2} ${y + 4.2}h5v1.6h-5z` : `M${x + 0.5} ${y + 0.5}h9v9h-9z`;
}

/** One square a page, one row a type, worst first. */
function map(world: World): HTMLElement | null {
  if (!world.pages.length) return null;
  const drawn = svg("svg", { class: "units", role: "img" });
  let y = 10;
  for (const [type, pages] of byType(world.pages)) {
    pages.sort((one, other) => one.rank - other.rank);
    drawn.append(svg("text", { x: 14, y: y + 5 }, typeWord(type).slice(0, 20)));
    drawn.append(svg("text", { class: "c", x: 160, y: y + 5 }, count(pages.length)));
    const shapes = new Map<string, string>();
    pages.forEach((page, at) => {
      const name = world.raw.words.verdicts[page.verdict]?.[0] ?? "";
      const place = square(name, 174 + (at % PER_ROW) * CELL, y + Math.floor(at / PER_ROW) * CELL);
      shapes.set(name, (shapes.get(name) ?? "") + place);
    });
    for (const [name, d] of shapes) drawn.append(svg("path", { class: name, d }));
    y += Math.ceil(pages.length / PER_ROW) * CELL + 10;
  }
  drawn.setAttribute("viewBox", `0 0 930 ${y + 8}`);
  drawn.setAttribute("aria-label", `${plural(world.pages.length, "page")} in rows by type, darker squares are worse`);
  const legend = world.raw.words.verdicts.map(([name, chip]) =>
    el("li", {}, svg("svg", { class: "units one", viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("path", { class: name, d: square(name, 0, 0) })), chip),
  );
  const frame = el("div", { class: "graph", tabindex: 0, role: "region", "aria-label": "Map of all pages" }, drawn);
  const graph = el("p", { class: "small" }, el("a", { href: allPagesAt([]) }, "As a graph"));
  return section("All pages, one square each", frame, graph, el("ul", { class: "key soft" }, ...legend));
}

