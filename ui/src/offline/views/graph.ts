// The picture around a node, or of all pages by type, with the same as a table below it.

import { el, told } from "../../dom";
import type { Picture } from "../../graph/contract";
import { draw } from "../../graph/island";
import { kindIcon, levelBadge } from "../../graph/parts";
import type { GraphView } from "../../graph/view";
import { named, to } from "../address";
import { allPages, allPagesAt } from "../all_pages";
import { count, crumbs, cut, verdict } from "../parts";
import { pictureAround } from "../picture";
import { plainTable } from "../table";
import type { Any, World } from "../world";

const DEEPEST = 3;

interface Drawn {
  readonly element: HTMLElement;
  readonly start: () => GraphView | null;
}

/** The picture around a node. */
export function graph(world: World, node: Any, state: URLSearchParams): Drawn {
  const depth = Math.min(DEEPEST, Math.max(1, Number.parseInt(state.get("depth") ?? "1", 10) || 1));
  const base = `#/graph/${encodeURIComponent(`${node.kind}:${node.id}`)}`;
  const depths = Array.from({ length: DEEPEST }, (_, at) => {
    const one = at + 1;
    const href = one === 1 ? base : `${base}?depth=${one}`;
    return el("a", { href, "aria-current": one === depth ? "page" : null }, `${one} ${one === 1 ? "step" : "steps"}`);
  });
  return shown(
    world,
    pictureAround(world, node, depth),
    (name) => around(world, name),
    crumbs([kindName(node), null], [node.title, to(node)], ["Neighbourhood", null]),
    el("div", { class: "head" }, el("h1", {}, "Around ", el("bdi", {}, node.title))),
    el("nav", { class: "tabs", "aria-label": "How far" }, ...depths),
  );
}

/** The picture of all pages, with the types that the address opens. */
export function types(world: World, state: URLSearchParams): Drawn {
  const opened = [...new Set(state.getAll("types"))];
  const picture = allPages(world, opened);
  const open = new Set(opened);
  const ask = (name: string): Picture => {
    if (!name.startsWith("type:")) return around(world, name);
    return allPages(world, [...open.add(name.slice("type:".length))]);
  };
  const choices = picture.nodes.filter(({ kind }) => kind === "type").map(({ id, title }) => switchOf(id.slice("type:".length), title, opened));
  const lead = el("p", { class: "prose soft" }, "Each type of page is one node; open one to see its pages.");
  return shown(
    world,
    picture,
    ask,
    el("div", { class: "head" }, el("h1", {}, "All pages by type"), lead),
    el("p", { class: "switches small" }, ...choices),
  );
}

function switchOf(type: string, title: string, opened: readonly string[]): HTMLElement {
  const isOpen = opened.includes(type);
  const next = isOpen ? opened.filter((one) => one !== type) : [...opened, type];
  const close = isOpen ? [el("span", { "aria-hidden": "true" }, " ×"), el("span", { class: "hidden" }, ", opened: close it")] : [];
  return el("a", { class: "button quiet", href: allPagesAt(next), "aria-current": isOpen ? "true" : null }, told(title), ...close);
}

function around(world: World, name: string): Picture {
  const found = named(world, name);
  return found ? pictureAround(world, found, 1) : { centre: null, nodes: [], edges: [], total: 0 };
}

function shown(world: World, picture: Picture, ask: (name: string) => Picture, ...before: readonly HTMLElement[]): Drawn {
  const host = el("div", { class: "island", "data-island": "graph" });
  const start = (): GraphView | null =>
    draw(host, picture, (name) => Promise.resolve(ask(name)), {
      follow: (href) => {
        location.hash = href;
      },
      address: (href) => href,
      table: "graph-table",
    });
  return { element: el("div", {}, ...before, host, table(world, picture)), start };
}

function kindName(node: Any): string {
  return { page: "Pages", source: "Sources", publisher: "Publication venues", organization: "Organizations" }[node.kind];
}

function table(world: World, picture: Picture): HTMLElement {
  const made = plainTable("The nodes of the picture", picture.nodes, [
    { key: "title", label: "Node", cell: (one) => el("a", { href: one.href }, told(cut(named(world, one.id)?.title ?? one.title, 160))) },
    { key: "kind", label: "Kind", cell: (one) => kindIcon(one.kind) },
    { key: "level", label: "Level", cell: (one) => (one.kind === "page" || one.kind === "type" ? el("span", { class: "soft" }, "–") : levelBadge(one.level)) },
    { key: "verdict", label: "Verdict", cell: (one) => verdictOf(world, one.id) },
    { key: "witness", label: "On the way to a low source", cell: (one) => (one.witness ? "yes" : "") },
  ]);
  made.id = "graph-table";
  const left = picture.total - picture.nodes.length;
  const more = left > 0 ? el("p", { class: "soft" }, `${count(left)} more lie as near and are left out.`) : null;
  return el("section", {}, el("h2", {}, "The same as a table"), el("div", { class: "scroll" }, made), more);
}

function verdictOf(world: World, name: string): HTMLElement | null {
  const node = named(world, name);
  return node?.kind === "page" ? verdict(world, node, "row") : null;
}
