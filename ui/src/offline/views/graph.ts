// The picture around a node, with the same as a table below it.

import { el } from "../../dom";
import type { Picture } from "../../graph/contract";
import { draw } from "../../graph/island";
import { kindIcon, levelBadge } from "../../graph/parts";
import { crumbs } from "../parts";
import { pictureAround } from "../picture";
import { plainTable } from "../table";
import type { Any, Kind, World } from "../world";
import { to } from "../address";
import type { GraphView } from "../../graph/view";

const DEEPEST = 3;

/** The node that the name of a node stands for. */
export function named(world: World, name: string): Any | undefined {
  const mark = name.indexOf(":");
  const kind = name.slice(0, mark);
  if (!["page", "source", "publisher", "organization"].includes(kind)) return undefined;
  return world.find(kind as Kind, name.slice(mark + 1));
}

export function graph(world: World, node: Any, state: URLSearchParams): { element: HTMLElement; start: () => GraphView | null } {
  const depth = Math.min(DEEPEST, Math.max(1, Number.parseInt(state.get("depth") ?? "1", 10) || 1));
  const picture = pictureAround(world, node, depth);
  const host = el("div", { class: "island", "data-island": "graph" });
  const base = `#/graph/${encodeURIComponent(`${node.kind}:${node.id}`)}`;
  const depths = Array.from({ length: DEEPEST }, (_, at) => {
    const one = at + 1;
    const href = one === 1 ? base : `${base}?depth=${one}`;
    return el("a", { href, "aria-current": one === depth ? "page" : null }, `${one} ${one === 1 ? "step" : "steps"}`);
  });
  const element = el(
    "div",
    {},
    crumbs([kindName(node), null], [node.title, to(node)], ["Neighbourhood", null]),
    el("div", { class: "head" }, el("h1", {}, "Around ", el("bdi", {}, node.title))),
    el("nav", { class: "tabs", "aria-label": "How far" }, ...depths),
    host,
    table(picture),
  );
  const ask = async (name: string): Promise<Picture> => {
    const found = named(world, name);
    return found ? pictureAround(world, found, 1) : { centre: null, nodes: [], edges: [], total: 0 };
  };
  const start = (): GraphView | null =>
    draw(host, picture, ask, {
      follow: (href) => {
        location.hash = href;
      },
      address: (href) => href,
      table: "graph-table",
    });
  return { element, start };
}

function kindName(node: Any): string {
  return { page: "Pages", source: "Sources", publisher: "Publication venues", organization: "Organizations" }[node.kind];
}

function table(picture: Picture): HTMLElement {
  const made = plainTable("The nodes of the picture", picture.nodes, [
    { key: "title", label: "Node", cell: (one) => el("a", { href: one.href }, el("bdi", {}, one.title.replace(/^[^:]*: /, "").slice(0, 160))) },
    { key: "kind", label: "Kind", cell: (one) => kindIcon(one.kind) },
    { key: "level", label: "Level", cell: (one) => (one.kind === "page" ? el("span", { class: "soft" }, "–") : levelBadge(one.level)) },
    { key: "witness", label: "On the way to a low source", cell: (one) => (one.witness ? "yes" : "") },
  ]);
  made.id = "graph-table";
  const left = picture.total - picture.nodes.length;
  const more = left > 0 ? el("p", { class: "soft" }, `${left.toLocaleString("en")} more lie as near and are left out.`) : null;
  return el("section", {}, el("h2", {}, "The same as a table"), el("div", { class: "scroll" }, made), more);
}
