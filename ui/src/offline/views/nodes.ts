// The view of one node: page, source, publication venue, organization, and the path from a page to a low source.

import { type Child, el, svg, told } from "../../dom";
import { LEVEL_WORDS } from "../../graph/contract";
import { SHAPES } from "../../graph/parts";
import { graphOf, named, to } from "../address";
import { citedByColumn, levelColumn, order, pageColumns, titled, typeFacet, venueColumn } from "../columns";
import {
  bar,
  count,
  crumbs,
  cut,
  head,
  inWords,
  kindIcon,
  levelBadge,
  link,
  outside,
  percent,
  plural,
  section,
  share,
  typeWord,
  verdict,
} from "../parts";
import { listing, plainTable, type Column } from "../table";
import type { Any, Claim, Organization, Page, Publisher, Rated, Source, World } from "../world";

function mono(text: string): HTMLElement {
  return el("span", { class: "mono anywhere" }, told(text));
}

function graphLink(node: Any): HTMLElement {
  return el("a", { href: graphOf(node.kind, node.id) }, "Draw its neighbourhood");
}

export function page(world: World, node: Page, state: URLSearchParams): HTMLElement {
  const works = world.works(node.at).sort((one, other) => order(one.level) - order(other.level));
  const claims = world.claimsOf(node.at);
  const quality = node.quality === null ? null : el("span", {}, `Quality ${node.quality}`);
  return el(
    "div",
    {},
    crumbs(["Exposure", "#/exposure"], [node.title, null]),
    head(node.title, kindIcon("page"), node.type ? el("span", {}, typeWord(node.type)) : null, quality, mono(node.id), outside(node), graphLink(node)),
    rests(world, node),
    claims.length ? claimList(world, claims) : null,
    works.length
      ? section(
          `Its ${plural(works.length, "source")}, lowest first`,
          listing<Source>({
            caption: "Sources that this page cites",
            noun: ["source", "sources"],
            base: to(node),
            state,
            rows: works,
            columns: [titled("Source"), levelColumn(), because(), venueColumn(world), citedByColumn(world)],
          }),
        )
      : section("Sources", el("p", { class: "soft" }, "It cites no source, so there is nothing to judge.")),
    near(world, "Cited by", node, world.citedBy),
    near(world, "Links here", node, world.linkedFrom),
    near(world, "It links to", node, world.links),
  );
}

function because(): Column<Source> {
  return { key: "because", label: "Level from", cell: (source) => el("span", { class: "soft" }, told(source.why)) };
}

function rests(world: World, node: Page): HTMLElement {
  const relying = node.relying ? `${plural(node.relying, "claim has", "claims have")} nothing but low sources behind ${node.relying === 1 ? "it" : "them"}.` : null;
  const meaning = world.raw.words.verdicts[node.verdict]?.[2] ?? "";
  const first = el("p", { class: "facts" }, verdict(world, node, "head"), el("span", {}, relying ?? meaning));
  const card = el("div", { class: "card rests" }, first);
  if (!node.cited) return card;
  const counts = world.countsOf(node.at);
  const unrated = node.cited - node.rated;
  const range = unrated
    ? `Low share ${share(node)}: the upper end counts ${unrated === 1 ? "the unrated source" : `all ${count(unrated)} unrated sources`} as low. `
    : `Low share ${share(node)}. `;
  card.append(
    el("p", { class: "lead" }, el("b", {}, `Rests on ${count(node.cited)}`), `: ${inWords(world, counts)}`),
    bar(world, counts, { bracket: true }),
    el("p", { class: "range" }, `${range}Coverage ${percent(node.rated / node.cited)}.`),
  );
  if (node.witness.length) card.append(el("p", {}, el("a", { href: to(node, "path") }, "The way to a low source, step by step")));
  return card;
}

function claimList(world: World, claims: readonly Claim[]): HTMLElement {
  const items = claims.map((claim) => {
    const where = claim.file ? el("code", { class: "small anywhere" }, claim.line === null ? claim.file : `${claim.file}:${claim.line}`) : null;
    const words = claim.certain ? "Relies: nothing above low" : "May rely: low and unrated only";
    const backs = claim.works.map((at) => el("span", {}, levelBadge(world.levelOf(at)), " ", link(world.node(at))));
    const text = claim.text ? el("p", { class: "prose" }, told(claim.text)) : null;
    return el("li", {}, el("div", { class: "bar-row" }, el("h3", {}, words), where), text, el("p", { class: "backs" }, ...backs));
  });
  const made = section("Claims that rely on low sources", el("ul", { class: "claims" }, ...items));
  made.id = "claims";
  return made;
}

/** Pages and sources at the other end of a kind of edge. */
function near(world: World, title: string, node: Any, edges: readonly (readonly number[])[]): HTMLElement | null {
  const others = (edges[node.at] ?? []).map((at) => world.node(at));
  if (!others.length) return null;
  const items = others.slice(0, 200).map((other) => el("li", {}, link(other)));
  const more = others.length > items.length ? el("p", { class: "soft" }, `and ${count(others.length - items.length)} more`) : null;
  return section(`${title} (${count(others.length)})`, el("ul", { class: "dots" }, ...items), more);
}

function levelCard(world: World, node: Rated, why: string): HTMLElement {
  const cells = [1, 2, 3, 4, 5].map((level) => el("i", { class: level === node.level ? `l${level}` : null }));
  const scale = el("span", { class: "scale", "aria-hidden": "true" }, ...cells);
  const words = node.level === null ? null : el("span", { class: "soft" }, `level ${node.level} of 5`);
  return el(
    "div",
    { class: "card" },
    el("p", { class: "line mid" }, levelBadge(node.level, true), node.level === null ? null : scale, words),
    why ? el("p", { class: "lead" }, told(why)) : null,
    el("p", { class: "soft" }, world.raw.words.levels[node.level ?? 0]?.[1] ?? ""),
  );
}

export function source(world: World, node: Source, state: URLSearchParams): HTMLElement {
  const venue = world.publishers[node.publisher];
  const work = world.node(world.workOf(node));
  const citing = (world.citedBy[work.at] ?? []).map((at) => world.node(at));
  const pages = citing.filter((one): one is Page => one.kind === "page").sort((one, other) => one.rank - other.rank);
  const same = world.sources.filter((other) => other !== node && world.workOf(other) === work.at);
  return el(
    "div",
    {},
    crumbs(["Sources", "#/sources"], [node.title, null]),
    head(node.title, kindIcon("source"), node.type ? el("span", {}, typeWord(node.type)) : null, outside(node), mono(node.id), graphLink(node)),
    levelCard(world, node, node.why),
    why(world, node),
    section(
      "Where it appeared",
      venue ? el("p", { class: "line mid" }, kindIcon("publisher", ""), link(venue), levelBadge(venue.level)) : el("p", { class: "soft" }, "No publication venue is known for its address."),
    ),
    same.length ? section("The same work", el("ul", { class: "dots" }, ...same.slice(0, 50).map((one) => el("li", {}, link(one))))) : null,
    pageTable(world, `Cited by ${plural(pages.length, "page")}`, pages, to(node), state),
    citing.length > pages.length ? section("Cited by sources", el("ul", { class: "dots" }, ...citing.filter((one) => one.kind === "source").slice(0, 200).map((one) => el("li", {}, link(one))))) : null,
    near(world, "It cites", node, world.cites),
  );
}

/** Every rule that was asked, those that lost too. */
function why(world: World, node: Source): HTMLElement | null {
  const steps = world.stepsOf(node);
  if (!steps.length) return null;
  const decided = steps.findIndex(({ outcome }) => outcome === "decided");
  const items = steps.map((one, at) => {
    const about = named(world, one.node);
    const css = at === decided ? "decided" : decided >= 0 && at > decided ? "idle" : null;
    const out = el("span", { class: "out" });
    if (one.level !== null) out.append(digit(one.level), " ");
    if (one.before !== null) out.append(el("span", { class: "nowrap" }, "from ", digit(one.before)), " ");
    out.append(one.word);
    const what = el("span", { class: "what" }, told(cut(one.said, 400)), about ? el("span", { class: "sub" }, link(about)) : null);
    return el("li", { class: css }, el("span", { class: "rule" }, one.rule), what, out);
  });
  const lead = "These rules are asked in this order. The first with an answer decides; the rest are listed so that you can check them.";
  return section("Why this level", el("p", { class: "soft small prose" }, lead), el("ol", { class: "steps" }, ...items));
}

/** A level as its digit alone. */
function digit(level: number): HTMLElement {
  const word = LEVEL_WORDS[level] ?? "";
  return el("span", { class: "level" }, el("i", { class: `l${level}`, title: word }, String(level), el("span", { class: "hidden" }, ` ${word}`)));
}

function pageTable(world: World, title: string, pages: readonly Page[], base: string, state: URLSearchParams): HTMLElement {
  if (!pages.length) return section(title, el("p", { class: "soft" }, "No page cites it."));
  const columns = pageColumns(world).filter(({ key }) => ["title", "verdict", "levels", "low", "share"].includes(key));
  const table = listing<Page>({ caption: title, noun: ["page", "pages"], base, state, rows: pages, columns, size: 25 });
  return section(title, table);
}

export function publisher(world: World, node: Publisher, state: URLSearchParams): HTMLElement {
  const facts: Child[] = [kindIcon("publisher"), node.type ? el("span", {}, typeWord(node.type)) : null, mono(node.id), graphLink(node)];
  return el(
    "div",
    {},
    crumbs(["Publication venues", "#/publishers"], [node.title, null]),
    head(node.title, ...facts),
    levelCard(world, node, ""),
    node.places.length ? section("Places", el("ul", { class: "dots" }, ...node.places.map((place) => el("li", {}, el("code", { class: "anywhere" }, place))))) : null,
    owners(world, node.owner),
    appeared(world, node, world.sourcesOf(node.at), state, "appeared here"),
  );
}

/** The sources that hang on a body, lowest first, or a word that there is none. */
function appeared(world: World, node: Publisher | Organization, found: readonly Source[], state: URLSearchParams, where: string): HTMLElement {
  if (!found.length) return section("Sources", el("p", { class: "soft" }, `No source of this corpus ${where}.`));
  const sources = [...found].sort((one, other) => order(one.level) - order(other.level));
  const pages = new Set(sources.flatMap((one) => (world.citedBy[world.workOf(one)] ?? []).filter((at) => at < world.pages.length)));
  return section(
    `${plural(sources.length, "source")} ${where}, cited by ${plural(pages.size, "page")}`,
    listing<Source>({
      caption: "Sources, lowest first",
      noun: ["source", "sources"],
      base: to(node),
      state,
      rows: sources,
      columns: [titled("Source"), levelColumn(), citedByColumn(world)],
      facets: [typeFacet()],
    }),
  );
}

function owners(world: World, first: number): HTMLElement | null {
  const items: HTMLElement[] = [];
  const seen = new Set<number>();
  for (let body = world.organizations[first]; body && !seen.has(body.at); body = world.organizations[body.parent]) {
    seen.add(body.at);
    items.push(step(body, el("span", {}, "owns it")));
  }
  return items.length ? section("Owners", el("ol", { class: "path" }, ...items)) : null;
}

export function organization(world: World, node: Organization, state: URLSearchParams): HTMLElement {
  const venues = world.venuesOf(node.at);
  const parts = world.organizations.filter(({ parent }) => parent === node.at);
  const table = plainTable<Publisher>("Publication venues that it owns", venues, [
    titled("Publication venue"),
    levelColumn(),
    { key: "sources", label: "Sources", number: true, cell: (venue) => count(world.sourcesOf(venue.at).length) },
  ]);
  return el(
    "div",
    {},
    crumbs(["Organizations", "#/organizations"], [node.title, null]),
    head(node.title, kindIcon("organization"), mono(node.id), outside(node), graphLink(node)),
    levelCard(world, node, ""),
    owners(world, node.parent),
    venues.length ? section("Publication venues", el("div", { class: "scroll" }, table)) : null,
    parts.length ? section("Organizations that it owns", el("ul", { class: "dots" }, ...parts.map((one) => el("li", {}, link(one))))) : null,
    appeared(world, node, world.sourcesBelow(node.at), state, "appeared in what it owns"),
  );
}

function step(node: Any, ...hop: readonly Child[]): HTMLElement {
  const level = "level" in node ? node.level : null;
  const css = level === null ? "dot" : `dot r${level}`;
  const dot = svg("svg", { class: css, viewBox: "0 0 14 14", "aria-hidden": "true" }, svg("path", { d: SHAPES[node.kind] }));
  const badge = "level" in node ? levelBadge(node.level) : null;
  return el("li", {}, dot, el("p", { class: "node" }, link(node), badge), el("p", { class: "hop" }, ...hop));
}

export function path(world: World, node: Page): HTMLElement {
  const { decay, follows_links: links } = world.raw.about;
  const way = node.witness.map((at) => world.node(at));
  const title = `How “${node.title}” comes to rest on a low source`;
  const top = [crumbs(["Exposure", "#/exposure"], [node.title, to(node)], ["Path", null])];
  if (!way.length) {
    const none = el("p", {}, "No low source lies within reach of this page. ", el("a", { href: to(node) }, "Back to the page"));
    return el("div", {}, ...top, head(title), none);
  }
  const items = way.map((one, at) => {
    const next = way[at + 1];
    if (!next) return step(one, one.kind === "source" ? told(one.why) : null);
    const cites = one.kind === "source" || (world.cites[one.at] ?? []).includes(next.at);
    const last = at === way.length - 2;
    const factor = last && one.kind === "page" ? `× ${percent(one.low / one.cited)} low share` : `× ${decay} for each hop`;
    return step(one, el("span", {}, cites ? "cites" : "links to"), el("span", { class: "num" }, factor));
  });
  const notice = links ? el("p", { class: "notice" }, "Links between pages count here, though they are not evidence.") : null;
  return el(
    "div",
    {},
    ...top,
    head(title, el("span", {}, "Score ", el("b", { class: "num" }, String(node.score))), el("span", {}, plural(Math.max(0, node.hops), "hop"))),
    notice,
    el("ol", { class: "path" }, ...items),
    el("p", { class: "prose soft" }, "The score is that of the strongest path, never a sum, so circles of pages cannot inflate it."),
  );
}
