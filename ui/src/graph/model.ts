// The graph in memory: a picture with what a person did to it.

import Graph from "graphology";
import type { EdgeKind, NodeKind, Picture, PictureNode } from "./contract";

export interface NodeLook {
  x: number;
  y: number;
  size: number;
  label: string;
  title: string;
  kind: NodeKind;
  level: number | null;
  verdict: string | null;
  href: string;
  witness: boolean;
  pinned: boolean;
  put: boolean;
}

export interface EdgeLook {
  kind: EdgeKind;
  weight: number;
  witness: boolean;
}

export type Drawn = Graph<NodeLook, EdgeLook>;

const LONGEST = 400;
const APART = 26;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** An empty graph. */
export function emptyGraph(): Drawn {
  return new Graph<NodeLook, EdgeLook>({ type: "directed", multi: true, allowSelfLoops: false });
}

/** Adds what is new of a picture, around a node where one is named, and returns the ids that are new. */
export function merge(graph: Drawn, picture: Picture, around: string | null): string[] {
  const fresh = picture.nodes.filter((node) => !graph.hasNode(node.id));
  const spots = around === null ? null : free(graph, around, fresh.length);
  fresh.forEach((node, at) => graph.addNode(node.id, look(node, spots?.[at])));
  for (const edge of picture.edges) {
    const key = `${edge.kind}\n${edge.from}\n${edge.to}`;
    if (edge.from === edge.to || graph.hasEdge(key) || !graph.hasNode(edge.from) || !graph.hasNode(edge.to)) continue;
    graph.addEdgeWithKey(key, edge.from, edge.to, { kind: edge.kind, weight: edge.weight, witness: edge.witness });
  }
  return fresh.map((node) => node.id);
}

function look(node: PictureNode, spot?: readonly [number, number]): NodeLook {
  const { label, kind, level, verdict, href, size, witness } = node;
  const title = shortened(node.title);
  const [x, y] = spot ?? [node.x, node.y];
  return { x, y, size, label, title, kind, level, verdict, href, witness, pinned: false, put: spot !== undefined };
}

/** A title that can be shown and spoken; a longer one is whole in the view of its node. */
function shortened(title: string): string {
  return title.length <= LONGEST ? title : `${title.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Free spots for new nodes: a sunflower beside a node, away from the middle. */
function free(graph: Drawn, around: string, count: number): [number, number][] {
  const taken = graph.mapNodes((_, node): [number, number] => [node.x, node.y]);
  const { x, y } = graph.getNodeAttributes(around);
  const away = Math.hypot(x, y);
  const out = away < 1 ? 0 : (40 + APART * Math.sqrt(count)) / away;
  const [cx, cy] = [x * (1 + out), y * (1 + out)];
  const found: [number, number][] = [];
  for (let seed = 1; found.length < count; seed += 1) {
    const reach = APART * Math.sqrt(seed);
    const spot: [number, number] = [cx + reach * Math.cos(seed * GOLDEN), cy + reach * Math.sin(seed * GOLDEN)];
    if (taken.every(([u, v]) => Math.hypot(u - spot[0], v - spot[1]) >= APART * 0.8)) {
      found.push(spot);
      taken.push(spot);
    }
  }
  return found;
}

/** The neighbour that lies most nearly in a direction (unit vector, y up), else any node there. */
export function towards(
  graph: Drawn,
  from: string,
  direction: readonly [number, number],
  shown: (node: string) => boolean,
): string | null {
  const near = nearest(graph, from, direction, graph.neighbors(from).filter(shown), 0.35);
  return near ?? nearest(graph, from, direction, graph.nodes().filter(shown), 0.6);
}

function nearest(
  graph: Drawn,
  from: string,
  [dx, dy]: readonly [number, number],
  candidates: readonly string[],
  narrow: number,
): string | null {
  const here = graph.getNodeAttributes(from);
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const node of candidates) {
    const { x, y } = graph.getNodeAttributes(node);
    const distance = Math.hypot(x - here.x, y - here.y);
    const along = ((x - here.x) * dx + (y - here.y) * dy) / (distance || 1);
    if (node === from || along < narrow) continue;
    const cost = distance / along ** 2;
    if (cost < least) [best, least] = [node, cost];
  }
  return best;
}
