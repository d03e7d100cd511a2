// Badges, bars and links, as the style sheet of the site knows them.

import { type Child, el, svg, told } from "../dom";
import { kindIcon, levelBadge } from "../graph/parts";
import { to } from "./address";
import type { Any, Page, World } from "./world";

export { kindIcon, levelBadge };

const ORDER = [1, 2, 0, 3, 4, 5];

export function count(number: number): string {
  return number.toLocaleString("en");
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

// The even one of two texts as near, as everywhere else; TypeScript does not know the option yet.
const PERCENT = [1, 0].map((digits) => new Intl.NumberFormat("en", { maximumFractionDigits: digits, roundingMode: "halfEven" } as Intl.NumberFormatOptions));

/** A share with two figures. */
export function percent(share: number): string {
  const value = share * 100;
  return `${PERCENT[value < 10 ? 0 : 1]?.format(value)}\u202f%`;
}

/** A link to a node, with its title whole up to 160 characters. */
export function link(node: Any, view: Parameters<typeof to>[1] = node.kind): HTMLElement {
  return el("a", { href: to(node, view) }, told(cut(node.title, 160)));
}

export function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

/** A verdict as disc and words; in a row it leads to its reason, in a heading to the glossary. */
export function verdict(world: World, page: Page, where: "row" | "head" | "plain"): HTMLElement {
  const [name, chip, meaning] = world.raw.words.verdicts[page.verdict] ?? ["", "", ""];
  const disc = el("i", { "aria-hidden": "true" });
  if (where === "plain") return el("span", { class: `verdict ${name}`, title: meaning }, disc, chip);
  const href = where === "row" ? `${to(page)}?show=claims` : "#/help";
  const size = where === "head" ? " big" : "";
  return el("a", { class: `verdict ${name}${size}`, href, title: meaning }, disc, chip);
}

/** Counts of levels in words: "7 high, 5 good, 2 mixed, 11 unrated". */
export function inWords(world: World, counts: readonly number[]): string {
  const parts = [5, 4, 3, 2, 1]
    .filter((level) => counts[level])
    .map((level) => `${count(counts[level] ?? 0)} ${(world.raw.words.levels[level]?.[0] ?? "").toLowerCase()}`);
  if (counts[0]) parts.push(`${count(counts[0])} unrated`);
  return parts.join(", ");
}

/** Low first, then unrated, then the rest, so that the left end reads as an interval. */
export function bar(world: World, counts: readonly number[], how: { mini?: boolean; bracket?: boolean } = {}): SVGElement {
  const shown = ORDER.filter((level) => counts[level]);
  const total = shown.reduce((sum, level) => sum + (counts[level] ?? 0), 0);
  const [gap, least] = how.mini ? [1.2, 2.5] : [0.35, 1.2];
  const room = 100 - gap * (shown.length - 1);
  const widths = shown.map((level) => Math.max(least, ((counts[level] ?? 0) / total) * room));
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest] = (widths[widest] ?? 0) - (widths.reduce((sum, width) => sum + width, 0) - room);
  const tall = how.mini ? 12 : 30;
  const drawn = svg("svg", { class: how.mini ? "bar mini" : "bar", role: "img", "aria-label": inWords(world, counts) });
  let x = 0;
  let could = 0;
  shown.forEach((level, at) => {
    const width = widths[at] ?? 0;
    const place = { x: `${x.toFixed(2)}%`, width: `${width.toFixed(2)}%` };
    drawn.append(svg("rect", { class: `r${level}`, ...place, y: 1, height: tall - 2, rx: 2 }));
    if (!how.mini && width > 3.2) {
      const middle = `${(x + width / 2).toFixed(2)}%`;
      drawn.append(svg("text", { class: `t${level}`, x: middle, y: tall / 2 }, count(counts[level] ?? 0)));
    }
    if (level <= world.raw.about.low) could = x + width;
    x += width + gap;
  });
  drawn.setAttribute("height", String(how.bracket && could ? tall + 13 : tall));
  if (how.bracket && could) bracket(drawn, could, tall + 7);
  return drawn;
}

function bracket(drawn: SVGElement, could: number, y: number): void {
  const end = `${could.toFixed(2)}%`;
  drawn.append(svg("line", { x1: 0, x2: end, y1: y, y2: y }));
  for (const x of ["0", end]) drawn.append(svg("line", { x1: x, x2: x, y1: y - 4, y2: y + 4 }));
}

/** How often each level occurs, as a list. */
export function key(counts: readonly number[]): HTMLElement {
  const items = ORDER.filter((level) => counts[level]).map((level) =>
    el("li", {}, el("b", { class: "num" }, count(counts[level] ?? 0)), " ", levelBadge(level || null)),
  );
  return el("ul", { class: "key" }, ...items);
}

/** The low share as the range it is. */
export function share(page: Page): string {
  if (!page.cited) return "–";
  const [lower, upper] = [percent(page.low / page.cited), percent((page.low + page.cited - page.rated) / page.cited)];
  return lower === upper ? lower : `${lower} to ${upper}`;
}

/** The address of a thing: a link only where it is http or https. */
export function outside(node: Any): HTMLElement | null {
  if (!node.url) return null;
  if (!node.safe) return el("span", { class: "anywhere mono" }, told(cut(node.url, 300)));
  const attributes = { class: "anywhere", href: node.url, rel: "noopener noreferrer nofollow" };
  return el("a", attributes, told(cut(node.url.replace(/^https?:\/\//i, ""), 300)));
}

/** The way here. */
export function crumbs(...steps: readonly (readonly [string, string | null])[]): HTMLElement {
  const items = steps.map(([text, href], at) => {
    if (at === steps.length - 1) return el("li", { "aria-current": "page" }, told(cut(text, 80)));
    return el("li", {}, href === null ? text : el("a", { href }, text));
  });
  return el("div", { class: "bar-row" }, el("nav", { class: "crumbs", "aria-label": "Breadcrumb" }, el("ol", {}, ...items)));
}

export function head(title: string, ...facts: readonly Child[]): HTMLElement {
  const line = facts.some((fact) => fact !== null) ? el("p", { class: "facts" }, ...facts) : null;
  return el("div", { class: "head" }, el("h1", {}, told(title)), line);
}

export function section(title: string, ...content: readonly Child[]): HTMLElement {
  return el("section", {}, el("h2", {}, title), ...content);
}

export function empty(title: string, ...sentences: readonly Child[]): HTMLElement {
  return el("div", { class: "empty" }, el("h2", {}, title), ...sentences.map((one) => el("p", {}, one ?? "")));
}

/** A type as a person reads it. */
export function typeWord(type: string): string {
  const text = type.replace(/[-_]/g, " ");
  return text ? text.charAt(0).toUpperCase() + text.slice(1) : "No type";
}
