// The lists: exposure, sources, publication venues, organizations, search, and the glossary.

import { el } from "../../dom";
import {
  citedByColumn,
  levelColumn,
  levelFacet,
  numberColumn,
  pageColumns,
  titled,
  typeFacet,
  venueColumn,
} from "../columns";
import { empty, kindIcon, levelBadge, plural, section } from "../parts";
import { listing, plainTable } from "../table";
import type { Any, Organization, Page, Publisher, Source, World } from "../world";

export function exposure(world: World, state: URLSearchParams): HTMLElement {
  const rows = [...world.pages].sort((one, other) => one.rank - other.rank);
  const words = world.raw.words.verdicts;
  const lead = el("p", { class: "prose soft" }, "Every page and what it rests on, worst first. ", el("em", {}, "Low share"));
  lead.append(" is a range: its upper end counts each unrated source as if it were low.");
  return el(
    "div",
    {},
    el("div", { class: "head" }, el("h1", {}, "Exposure"), lead),
    listing<Page>({
      caption: "Pages, worst first",
      noun: ["page", "pages"],
      base: "#/exposure",
      state,
      rows,
      columns: pageColumns(world),
      text: (page) => `${page.title}\n${page.id}`,
      facets: [
        {
          key: "verdict",
          label: "Verdict",
          values: words.map(([name]) => name),
          value: (page) => words[page.verdict]?.[0] ?? "",
          word: (value) => words.find(([name]) => name === value)?.[1] ?? value,
        },
        typeFacet(),
      ],
    }),
  );
}

export function sources(world: World, state: URLSearchParams): HTMLElement {
  const pages = (source: Source): number => (world.citedBy[world.workOf(source)] ?? []).length;
  const rows = [...world.sources].sort((one, other) => pages(other) - pages(one) || one.at - other.at);
  return el(
    "div",
    {},
    el("div", { class: "head" }, el("h1", {}, "Sources"), el("p", { class: "prose soft" }, "What the pages cite, most cited first.")),
    listing<Source>({
      caption: "Sources, most cited first",
      noun: ["source", "sources"],
      base: "#/sources",
      state,
      rows,
      columns: [titled("Source"), levelColumn(), venueColumn(world), citedByColumn(world)],
      text: (source) => `${source.title}\n${source.id}\n${source.url}`,
      filterLabel: "Filter by title, id or address",
      facets: [levelFacet(world), typeFacet()],
    }),
  );
}

export function publishers(world: World, state: URLSearchParams): HTMLElement {
  const rows = [...world.publishers].sort((one, other) => held(other) - held(one) || one.at - other.at);
  function held(venue: Publisher): number {
    return world.sourcesOf(venue.at).length;
  }
  return el(
    "div",
    {},
    el("div", { class: "head" }, el("h1", {}, "Publication venues"), el("p", { class: "prose soft" }, "Where sources appeared.")),
    listing<Publisher>({
      caption: "Publication venues",
      noun: ["publication venue", "publication venues"],
      base: "#/publishers",
      state,
      rows,
      columns: [titled("Publication venue"), levelColumn(), numberColumn("sources", "Sources", held)],
      text: (venue) => `${venue.title}\n${venue.id}\n${venue.places.join("\n")}`,
      filterLabel: "Filter by name, id or place",
      facets: [levelFacet(world), typeFacet()],
    }),
  );
}

export function organizations(world: World, state: URLSearchParams): HTMLElement {
  const venues = (body: Organization): number => world.venuesOf(body.at).length;
  return el(
    "div",
    {},
    el("div", { class: "head" }, el("h1", {}, "Organizations"), el("p", { class: "prose soft" }, "Who owns the publication venues.")),
    listing<Organization>({
      caption: "Organizations",
      noun: ["organization", "organizations"],
      base: "#/organizations",
      state,
      rows: world.organizations,
      columns: [titled("Organization"), levelColumn(), numberColumn("venues", "Publication venues", venues)],
      text: (body) => `${body.title}\n${body.id}`,
      facets: [levelFacet(world)],
    }),
  );
}

const KINDS = ["page", "source", "publisher", "organization"] as const;

/** How well a thing fits: whole title or id, start of the title, title, id, address; 0 for not at all. */
function fits(one: Any, query: string): number {
  const title = one.title.toLowerCase();
  const id = one.id.toLowerCase();
  if (title === query || id === query) return 5;
  if (title.startsWith(query)) return 4;
  if (title.includes(query)) return 3;
  if (id.includes(query)) return 2;
  return one.url.toLowerCase().includes(query) ? 1 : 0;
}

export function search(world: World, state: URLSearchParams): HTMLElement {
  const said = state.get("q") ?? "";
  const query = said.trim().toLowerCase();
  const head = el("div", { class: "head" }, el("h1", {}, said ? `Search: ${said}` : "Search"));
  if (!query) return el("div", {}, head, empty("Nothing asked yet", "Type a title, an id or a part of an address above."));
  const all: readonly Any[] = [...world.pages, ...world.sources, ...world.publishers, ...world.organizations];
  const rows = all
    .map((one, at) => ({ one, at, fit: fits(one, query) }))
    .filter(({ fit }) => fit)
    .sort((a, b) => b.fit - a.fit || KINDS.indexOf(a.one.kind) - KINDS.indexOf(b.one.kind) || a.at - b.at)
    .map(({ one }) => one);
  if (!rows.length) return el("div", {}, head, empty("Nothing found", "No title, id or address holds these letters. Try fewer of them."));
  return el(
    "div",
    {},
    head,
    listing<Any>({
      caption: "Found, best first",
      noun: ["hit", "hits"],
      base: "#/search",
      state,
      rows,
      columns: [
        titled("Title"),
        { key: "kind", label: "Kind", cell: (one) => kindIcon(one.kind) },
        { key: "level", label: "Level or verdict", cell: (one) => (one.kind === "page" ? words(world, one) : levelBadge(one.level)) },
      ],
      facets: [
        {
          key: "kind",
          label: "Kind",
          values: KINDS,
          value: (one) => one.kind,
          word: (value) => ({ page: "Pages", source: "Sources", publisher: "Publication venues", organization: "Organizations" })[value] ?? value,
        },
      ],
    }),
  );
}

function words(world: World, page: Page): HTMLElement {
  const [name = "", chip = ""] = world.raw.words.verdicts[page.verdict] ?? [];
  return el("span", { class: `verdict ${name}` }, el("i", { "aria-hidden": "true" }), chip);
}

export function help(world: World): HTMLElement {
  const { levels, verdicts, glossary } = world.raw.words;
  const levelRows = [5, 4, 3, 2, 1, 0].map((level) => ({ level, meaning: levels[level]?.[1] ?? "" }));
  const levelTable = plainTable("Levels", levelRows, [
    { key: "level", label: "Level", cell: ({ level }) => levelBadge(level || null) },
    { key: "meaning", label: "Meaning", cell: ({ meaning }) => meaning },
  ]);
  const verdictTable = plainTable("Verdicts", verdicts, [
    { key: "verdict", label: "Verdict", cell: ([name, chip]) => el("span", { class: `verdict ${name}` }, el("i", { "aria-hidden": "true" }), chip) },
    { key: "meaning", label: "Meaning", cell: ([, , meaning]) => meaning },
  ]);
  const terms = glossary.flatMap(([term, meaning]) => [el("dt", {}, term), el("dd", {}, meaning)]);
  const { title, as_of: day } = world.raw.about;
  return el(
    "div",
    {},
    el("div", { class: "head" }, el("h1", {}, "What the words mean")),
    el("div", { class: "two" }, section("Levels of a source", levelTable), section("Verdicts on a page, worst first", verdictTable)),
    section("Words", el("dl", { class: "props" }, ...terms)),
    section(
      "This file",
      el(
        "p",
        { class: "prose" },
        `“${title}” as of ${day}: ${plural(world.pages.length, "page")}, ${plural(world.sources.length, "source")}. `,
        "Everything stands in this one file; it asks nothing of any other place. The key / leads to the search field.",
      ),
    ),
  );
}
