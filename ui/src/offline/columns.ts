// The columns and facets that several views share.

import { el } from "../dom";
import { bar, count, levelBadge, link, percent, share, typeWord, verdict } from "./parts";
import { typeOf, typeValue } from "./address";
import type { Column, Facet } from "./table";
import type { Any, Page, Rated, Source, World } from "./world";

/** The title of a node; two of one title are told apart by their ids. */
export function titled<R extends Any>(label: string, twice: ReadonlySet<string> = new Set()): Column<R> {
  return {
    key: "title",
    label,
    sort: (row) => row.title,
    cell: (row) => {
      const id = twice.has(row.title) ? el("span", { class: "soft small mono" }, ` ${row.id}`) : null;
      const address = row.kind === "source" && row.url ? el("span", { class: "sub anywhere" }, row.url.slice(0, 120)) : null;
      return el("span", {}, link(row), id, address);
    },
  };
}

export function verdictColumn(world: World): Column<Page> {
  return { key: "verdict", label: "Verdict", sort: (page) => page.rank, cell: (page) => verdict(world, page, "row") };
}

export function levelsColumn(world: World): Column<Page> {
  const cell = (page: Page) => (page.cited ? bar(world, world.countsOf(page.at), { mini: true }) : null);
  return { key: "levels", label: "Levels", cell };
}

export function numberColumn<R>(key: string, label: string, value: (row: R) => number): Column<R> {
  return { key, label, number: true, down: true, sort: value, cell: (row) => count(value(row)) };
}

export function pageColumns(world: World): Column<Page>[] {
  return [
    titled("Page", twiceIn(world.pages)),
    verdictColumn(world),
    levelsColumn(world),
    numberColumn("low", "Low", (page) => page.low),
    numberColumn("unrated", "Unrated", (page) => page.cited - page.rated),
    numberColumn("cited", "Cited", (page) => page.cited),
    {
      key: "share",
      label: "Low share",
      number: true,
      down: true,
      sort: (page) => (page.cited ? page.low / page.cited : -1),
      cell: share,
    },
    {
      key: "coverage",
      label: "Coverage",
      number: true,
      down: true,
      sort: (page) => (page.cited ? page.rated / page.cited : -1),
      cell: (page) => (page.cited ? percent(page.rated / page.cited) : "–"),
    },
  ];
}

export function levelColumn<R extends Rated>(): Column<R> {
  return { key: "level", label: "Level", sort: (row) => order(row.level), cell: (row) => levelBadge(row.level) };
}

/** Where a level stands, lowest first; unrated between low and good. */
export function order(level: number | null): number {
  return level === null ? 5 : 2 * level;
}

export function venueColumn(world: World): Column<Source> {
  const cell = (source: Source) => {
    const venue = world.publishers[source.publisher];
    return venue ? link(venue) : el("span", { class: "soft" }, "not known");
  };
  return { key: "venue", label: "Published by", sort: (row) => world.publishers[row.publisher]?.title ?? "\uffff", cell };
}

export function citedByColumn(world: World): Column<Source> {
  return numberColumn("pages", "Cited by", (source) => (world.citedBy[world.workOf(source)] ?? []).length);
}

export function typeFacet<R extends Any>(): Facet<R> {
  return { key: "type", label: "Type", value: (row) => typeValue(row.type), word: (value) => typeWord(typeOf(value)) };
}

export function levelFacet<R extends Rated>(world: World): Facet<R> {
  const word = (value: string) => `${value === "0" ? "" : `${value} `}${world.raw.words.levels[Number(value)]?.[0] ?? value}`;
  return { key: "level", label: "Level", values: ["1", "2", "0", "3", "4", "5"], value: (row) => String(row.level ?? 0), word };
}

/** The titles that more than one has. */
function twiceIn(rows: readonly Any[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const found = new Set<string>();
  for (const { title } of rows) {
    if (seen.has(title)) found.add(title);
    seen.add(title);
  }
  return found;
}
