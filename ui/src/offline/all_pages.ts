// The picture of all pages, made here as kg.views.picture_types makes it: a node for each type, the pages of opened types around theirs.

import type { EdgeKind, Picture, PictureEdge, PictureNode } from "../graph/contract";
import { typeValue } from "./address";
import { cut, plural, typeWord } from "./parts";
import { dot, name, rising } from "./picture";
import type { Page, World } from "./world";

const MOST_PAGES = 1500;
const ROOM = 150;
const SEED = 26;
/** How many seeds the node of a type itself takes up. */
const OWN = 4;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

type Spot = readonly [number, number];

/** All pages as one node for each type, with the pages of the opened types, the worst of each type first. */
export function allPages(world: World, opened: readonly string[]): Picture {
  const pages = [...world.pages].sort((one, other) => one.verdict - other.verdict || rising(one.id, other.id));
  const open = pages.filter(({ type }) => opened.includes(type));
  const shown = open.slice(0, MOST_PAGES);
  const types = byType(pages);
  return { centre: null, nodes: nodes(world, types, shown), edges: lines(world, shown), total: types.length + open.length };
}

/** The types with their pages, that of the most pages first. */
export function byType(pages: readonly Page[]): [string, Page[]][] {
  const found = new Map<string, Page[]>();
  for (const page of pages) {
    const mine = found.get(page.type);
    if (mine) mine.push(page);
    else found.set(page.type, [page]);
  }
  return [...found].sort((one, other) => other[1].length - one[1].length || rising(one[0], other[0]));
}

function nodes(world: World, types: readonly [string, Page[]][], shown: readonly Page[]): PictureNode[] {
  const opened = new Map(byType(shown));
  const most = Math.max(0, ...Array.from(opened.values(), (pages) => pages.length));
  const room = opened.size ? Math.max(ROOM, 2 * SEED * Math.sqrt(most + OWN) + ROOM / 2) : ROOM;
  const spots = sunflower(types.length, [0, 0], room);
  const largest = types[0]?.[1].length ?? 1;
  const found = types.map(([type, pages], at) => typeNode(world, type, pages, spots[at] ?? [0, 0], largest));
  types.forEach(([type], at) => {
    const mine = opened.get(type) ?? [];
    // The first seeds are left to the node of the type itself.
    const seeds = sunflower(mine.length + OWN, spots[at] ?? [0, 0], SEED).slice(OWN);
    mine.forEach((page, seed) => {
      found.push(dot(world, page, seeds[seed] ?? [0, 0], false, []));
    });
  });
  return found;
}

function typeNode(world: World, type: string, pages: readonly Page[], [x, y]: Spot, largest: number): PictureNode {
  const relying = pages.filter((page) => world.raw.words.verdicts[page.verdict]?.[0] === "relies").length;
  const rest = relying ? `, ${relying.toLocaleString("en")} of them ${relying === 1 ? "relies" : "rely"} on low` : "";
  return {
    id: `type:${type}`,
    kind: "type",
    label: cut(`${typeWord(type)} (${pages.length.toLocaleString("en")})`, 33),
    title: `${typeWord(type)}: ${plural(pages.length, "page")}${rest}`,
    level: null,
    verdict: null,
    href: `#/exposure?type=${encodeURIComponent(typeValue(type))}`,
    x,
    y,
    size: Math.round(10 + 22 * Math.sqrt(pages.length / largest)),
    witness: false,
    count: pages.length,
  };
}

/** The edges among pages, those between the same two nodes as one; none from a node to itself. */
function lines(world: World, shown: readonly Page[]): PictureEdge[] {
  const alone = new Set(shown);
  const nameOf = world.pages.map((page) => (alone.has(page) ? name(page) : `type:${page.type}`));
  const weights = new Map<string, [string, string, EdgeKind, number]>();
  for (const [kind, edges] of [["cites", world.cites], ["links", world.links]] as const) {
    for (const { at } of world.pages) {
      for (const head of edges[at] ?? []) {
        const [from, to] = [nameOf[at], nameOf[head]];
        if (from === undefined || to === undefined || from === to) continue;
        const known = weights.get(`${kind}\n${from}\n${to}`);
        if (known) known[3] += 1;
        else weights.set(`${kind}\n${from}\n${to}`, [from, to, kind, 1]);
      }
    }
  }
  return Array.from(weights.values(), ([from, to, kind, weight]) => ({ from, to, kind, weight, witness: false }));
}

/** Spots around a point, like the seeds of a sunflower, nearest first. */
function sunflower(count: number, [x, y]: Spot, spacing: number): Spot[] {
  return Array.from({ length: count }, (_, at): Spot => {
    const away = spacing * Math.sqrt(at + 1);
    return [Math.round(x + away * Math.cos(at * GOLDEN)), Math.round(y + away * Math.sin(at * GOLDEN))];
  });
}

/** The address of this picture with some types opened. */
export function allPagesAt(opened: readonly string[]): string {
  const state = new URLSearchParams(opened.map((type) => ["types", type]));
  return opened.length ? `#/graph?${state}` : "#/graph";
}
