// One table for every list: facets with counts, a filter, sorting by header, paging; all of its state in the address.

import { type Child, el } from "../dom";
import { changed } from "./address";
import { count } from "./parts";

export interface Column<R> {
  readonly key: string;
  readonly label: string;
  readonly cell: (row: R) => Child;
  readonly sort?: (row: R) => number | string;
  /** Whether the first click sorts the largest to the top. */
  readonly down?: boolean;
  readonly number?: boolean;
}

export interface Facet<R> {
  readonly key: string;
  readonly label: string;
  readonly value: (row: R) => string;
  readonly word: (value: string) => string;
  /** All values in order; by default those that occur, the most frequent first. */
  readonly values?: readonly string[];
}

export interface Listing<R> {
  readonly caption: string;
  readonly noun: readonly [string, string];
  readonly base: string;
  readonly state: URLSearchParams;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  readonly facets?: readonly Facet<R>[];
  readonly text?: (row: R) => string;
  readonly filterLabel?: string;
  readonly size?: number;
}

const MOST_VALUES = 12;

/** A table without facets, filter or paging. */
export function plainTable<R>(caption: string, rows: readonly R[], columns: readonly Column<R>[]): HTMLElement {
  return tableOf(caption, rows, columns, (column) => [column.label, null]);
}

/** A table with all of its tools. */
export function listing<R>(asked: Listing<R>): HTMLElement {
  const { state, columns, facets = [] } = asked;
  const query = (state.get("q") ?? "").toLowerCase();
  const { text } = asked;
  const found = query && text ? asked.rows.filter((row) => text(row).toLowerCase().includes(query)) : asked.rows;
  const rows = sorted(found.filter((row) => facets.every((facet) => holds(facet, state, row))), columns, state);
  const size = asked.size ?? 50;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(pages, Math.max(1, Number.parseInt(state.get("page") ?? "1", 10) || 1));
  const shown = rows.slice((page - 1) * size, page * size);
  const table = rows.length
    ? tableOf(asked.caption, shown, columns, (column) => header(asked, column))
    : el("div", { class: "empty" }, el("h2", {}, "Nothing fits"), el("p", {}, "Take back a choice, or filter for less."));
  const tools = rows.length ? el("div", { class: "bar-row tools" }, sorts(asked)) : null;
  const body = el("div", {}, tools, el("div", { class: "scroll" }, table), pager(asked, rows.length, page, pages, size));
  const main = facets.length ? el("div", { class: "side-main" }, facetPanel(asked, found), body) : body;
  return el("div", {}, text ? filterForm(asked) : null, text || facets.length ? chosen(asked, rows.length) : null, main);
}

function holds<R>(facet: Facet<R>, state: URLSearchParams, row: R): boolean {
  const wanted = state.get(facet.key);
  return wanted === null || facet.value(row) === wanted;
}

function sorted<R>(rows: R[], columns: readonly Column<R>[], state: URLSearchParams): R[] {
  const said = state.get("sort") ?? "";
  const falling = said.startsWith("-");
  const by = columns.find(({ key, sort }) => sort && key === said.replace(/^-/, ""))?.sort;
  if (!by) return rows;
  const order = rows.map((row, at) => ({ row, at, value: by(row) }));
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  order.sort((one, other) => {
    const difference =
      typeof one.value === "number" && typeof other.value === "number"
        ? one.value - other.value
        : compare(String(one.value), String(other.value));
    return (falling ? -difference : difference) || one.at - other.at;
  });
  return order.map(({ row }) => row);
}

type Head = readonly [Child, "ascending" | "descending" | null];

function header<R>({ base, state }: Listing<R>, column: Column<R>): Head {
  if (!column.sort) return [column.label, null];
  const said = state.get("sort");
  const up = said === column.key;
  const down = said === `-${column.key}`;
  const next = up || (column.down && !down) ? `-${column.key}` : column.key;
  const mark = up ? "\u00a0↑" : down ? "\u00a0↓" : "\u00a0↕";
  const arrow = el("span", { "aria-hidden": "true", class: up || down ? null : "able" }, mark);
  const link = el("a", { href: changed(base, state, { sort: next, page: null }) }, column.label, arrow);
  return [link, up ? "ascending" : down ? "descending" : null];
}

/** What the heads offer, once more: they are not seen on a phone. */
function sorts<R>(asked: Listing<R>): HTMLElement {
  const links = asked.columns.filter(({ sort }) => sort).map((column) => el("li", {}, header(asked, column)[0]));
  return el("span", { class: "right" }, el("details", { class: "columns" }, el("summary", {}, "Sort"), el("ul", {}, ...links)));
}

function tableOf<R>(
  caption: string,
  rows: readonly R[],
  columns: readonly Column<R>[],
  heading: (column: Column<R>) => Head,
): HTMLElement {
  const heads = columns.map((column) => {
    const [content, direction] = heading(column);
    const css = column.number ? "n" : null;
    return el("th", { scope: "col", role: "columnheader", class: css, "aria-sort": direction }, content);
  });
  const lines = rows.map((row) => {
    const cells = columns.map((column, at) => {
      const content = column.cell(row);
      if (at === 0) return el("th", { scope: "row", role: "rowheader" }, content);
      return el("td", { role: "cell", class: column.number ? "n" : null, "data-label": column.label }, content);
    });
    return el("tr", { role: "row" }, ...cells);
  });
  return el(
    "table",
    { class: "stack", role: "table" },
    el("caption", { class: "hidden" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...heads)),
    el("tbody", { role: "rowgroup" }, ...lines),
  );
}

function filterForm<R>({ base, state, filterLabel }: Listing<R>): HTMLElement {
  const input = el("input", { id: "filter", name: "filter", type: "text", autocomplete: "off" });
  input.value = state.get("q") ?? "";
  const form = el(
    "form",
    { class: "line" },
    el("div", { class: "field grow" }, el("label", { for: "filter" }, filterLabel ?? "Filter by title or id"), input),
    el("button", { class: "button quiet" }, "Apply"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = changed(base, state, { q: input.value.trim(), page: null });
  });
  return form;
}

function chosen<R>({ base, state, facets = [], rows, noun }: Listing<R>, left: number): HTMLElement {
  const taken: Child[] = [];
  const off = (key: string, label: string): HTMLElement =>
    el(
      "a",
      { href: changed(base, state, { [key]: null, page: null }) },
      label,
      " ",
      el("span", { "aria-hidden": "true" }, "×"),
      el("span", { class: "hidden" }, ", remove"),
    );
  const query = state.get("q");
  if (query) taken.push(off("q", `“${query}”`));
  for (const facet of facets) {
    const value = state.get(facet.key);
    if (value !== null) taken.push(off(facet.key, `${facet.label}: ${facet.word(value)}`));
  }
  const some = left === rows.length ? "" : `${count(left)} of `;
  const total = `${some}${count(rows.length)} ${rows.length === 1 ? noun[0] : noun[1]}`;
  return el("div", { class: "chosen", role: "group", "aria-label": "Chosen" }, ...taken, el("span", { class: "soft num" }, total));
}

function facetPanel<R>(asked: Listing<R>, found: readonly R[]): HTMLElement {
  const { facets = [], state, base } = asked;
  const groups = facets.map((facet) => {
    const others = facets.filter((other) => other !== facet);
    const counts = new Map<string, number>();
    for (const row of found) {
      if (!others.every((other) => holds(other, state, row))) continue;
      const value = facet.value(row);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const usual = [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).map(([value]) => value);
    const now = state.get(facet.key);
    const values = [...(facet.values ?? usual)].filter((value, at) => facet.values || at < MOST_VALUES || value === now);
    if (!facet.values && values.length < 2 && now === null) return null;
    if (now !== null && !values.includes(now)) values.push(now);
    const items = values.map((value) => {
      const number = counts.get(value) ?? 0;
      const words = [el("span", {}, facet.word(value)), el("span", { class: "c" }, count(number))];
      if (!number && value !== now) return el("li", {}, el("span", { class: "none" }, ...words));
      const href = changed(base, state, { [facet.key]: value === now ? null : value, page: null });
      return el("li", {}, el("a", { href, "aria-current": value === now ? "true" : null }, ...words));
    });
    return el("div", {}, el("h2", {}, facet.label), el("ul", {}, ...items));
  });
  const panel = el("details", { class: "facets" }, el("summary", { class: "button quiet" }, "Narrow down"));
  panel.append(el("nav", { "aria-label": "Facets" }, ...groups));
  return panel;
}

function pager<R>({ base, state, caption }: Listing<R>, rows: number, page: number, pages: number, size: number): HTMLElement | null {
  if (pages === 1) return null;
  const href = (to: number): string => changed(base, state, { page: to === 1 ? null : String(to) });
  const near = [1, 2, page - 1, page, page + 1, pages].filter((at) => at >= 1 && at <= pages);
  const items: HTMLElement[] = [];
  let before = 0;
  for (const at of [...new Set(near)].sort((one, other) => one - other)) {
    if (at > before + 1) items.push(el("li", {}, el("span", { class: "soft" }, "…")));
    const inside = at === page ? el("span", { "aria-current": "page" }, count(at)) : el("a", { href: href(at) }, count(at));
    items.push(el("li", {}, inside));
    before = at;
  }
  if (page < pages) items.push(el("li", {}, el("a", { href: href(page + 1), rel: "next" }, "Next")));
  const from = `${count((page - 1) * size + 1)}–${count(Math.min(rows, page * size))} of ${count(rows)}`;
  return el("nav", { class: "pager", "aria-label": `Pages of: ${caption}` }, el("span", { class: "num" }, from), el("ol", {}, ...items));
}
