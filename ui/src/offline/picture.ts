// The picture around a node, made here as kg.views.picture makes it: nearest first, on rings around the middle.

import { type EdgeKind, levelWords, type Picture, type PictureNode } from "../graph/contract";
import { KIND_WORD } from "../graph/parts";
import { to } from "./address";
import { order } from "./columns";
import { cut } from "./parts";
import type { Any, World } from "./world";

const MOST = 500;
const STEP = 110;
const LANE = 30;
const GAP = 34;
const TURN = 2 * Math.PI;
const SIZES = { page: 7, source: 7, publisher: 9, organization: 9 } as const;
const KINDS = ["page", "source", "publisher", "organization"];
/** The order of the server's node table. */
const TABLE = ["organization", "page", "publisher", "source"];

interface Near {
  readonly node: Any;
  readonly steps: number;
  readonly context: boolean;
  readonly evidence: boolean;
}
interface Edge {
  readonly tail: Any;
  readonly head: Any;
  readonly kind: EdgeKind;
}

/** Everything that touches a node. */
function edgesOf(world: World, node: Any): Edge[] {
  const found: Edge[] = [];
  const add = (tail: Any | undefined, head: Any | undefined, kind: EdgeKind): void => {
    if (tail && head && tail !== head) found.push({ tail, head, kind });
  };
  if (node.kind === "page" || node.kind === "source") {
    for (const at of world.cites[node.at] ?? []) add(node, world.node(at), "cites");
    for (const at of world.citedBy[node.at] ?? []) add(world.node(at), node, "cites");
    for (const at of world.links[node.at] ?? []) add(node, world.node(at), "links");
    for (const at of world.linkedFrom[node.at] ?? []) add(world.node(at), node, "links");
  }
  if (node.kind === "source") add(node, world.publishers[node.publisher], "published-by");
  if (node.kind === "publisher") {
    add(node, world.organizations[node.owner], "owned-by");
    for (const source of world.sourcesOf(node.at)) if (source.work < 0) add(source, node, "published-by");
  }
  if (node.kind === "organization") {
    add(node, world.organizations[node.parent], "owned-by");
    for (const venue of world.venuesOf(node.at)) add(venue, node, "owned-by");
    for (const other of world.organizations) if (other.parent === node.at) add(other, node, "owned-by");
  }
  return found;
}

/** The nodes around a node, nearest first. */
function around(world: World, centre: Any, depth: number): Near[] {
  const bodies = centre.kind === "publisher" || centre.kind === "organization";
  const found = new Map<Any, Near>([[centre, { node: centre, steps: 0, context: false, evidence: true }]]);
  let edge: Any[] = [centre];
  for (let steps = 1; steps <= depth; steps += 1) {
    const fresh: Any[] = [];
    for (const node of edge) {
      for (const { tail, head, kind } of edgesOf(world, node)) {
        const upward = kind === "published-by" || kind === "owned-by";
        if (upward && (!bodies || tail === node)) continue;
        const other = tail === node ? head : tail;
        const known = found.get(other);
        const evidence = kind !== "links";
        if (!known) fresh.push(other);
        if (!known || (known.steps === steps && evidence)) found.set(other, { node: other, steps, context: false, evidence });
      }
    }
    edge = fresh;
  }
  comeAlong(world, found);
  const level = ({ node }: Near): number => (node.kind === "source" ? order(node.level) : 5);
  return [...found.values()].sort(
    (one, other) =>
      one.steps - other.steps ||
      Number(one.context) - Number(other.context) ||
      Number(other.evidence) - Number(one.evidence) ||
      level(one) - level(other) ||
      TABLE.indexOf(one.node.kind) - TABLE.indexOf(other.node.kind) ||
      rising(one.node.id, other.node.id),
  );
}

/** Publishers and owners of what was found come along without counting as a step. */
function comeAlong(world: World, found: Map<Any, Near>): void {
  const waiting = [...found.values()];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    for (const { tail, head, kind } of edgesOf(world, next.node)) {
      if (tail !== next.node || kind === "cites" || kind === "links" || found.has(head)) continue;
      const come = { node: head, steps: next.steps, context: true, evidence: false };
      found.set(head, come);
      waiting.push(come);
    }
  }
}

/** The picture around a node. */
export function pictureAround(world: World, asked: Any, depth: number): Picture {
  const centre = asked.kind === "source" ? world.node(world.workOf(asked)) : asked;
  const all = around(world, centre, depth);
  const shown = all.slice(0, MOST);
  const inside = new Set(shown.map(({ node }) => node));
  const edges = new Map<string, Edge>();
  for (const { node } of shown) {
    for (const edge of edgesOf(world, node)) {
      if (inside.has(edge.tail) && inside.has(edge.head)) edges.set(`${edge.kind} ${name(edge.tail)} ${name(edge.head)}`, edge);
    }
  }
  const path = centre.kind === "page" ? centre.witness.map((at) => name(world.node(at))) : [];
  const hops = new Set(path.slice(1).map((head, at) => `${path[at] ?? ""} ${head}`));
  const spots = rings(shown, [...edges.values()]);
  return {
    centre: name(centre),
    nodes: shown.map(({ node }) => dot(world, node, spots.get(node) ?? [0, 0], node === centre, path)),
    edges: [...edges.values()].map(({ tail, head, kind }) => {
      const [from, into] = [name(tail), name(head)];
      return { from, to: into, kind, weight: 1, witness: hops.has(`${from} ${into}`) };
    }),
    total: all.length,
  };
}

export function name(node: Any): string {
  return `${node.kind}:${node.id}`;
}

export function dot(world: World, node: Any, [x, y]: readonly [number, number], centre: boolean, path: string[]): PictureNode {
  const level = "level" in node ? node.level : null;
  const rating = node.kind === "page" ? "" : `, ${levelWords(level)}`;
  return {
    id: name(node),
    kind: node.kind,
    label: cut(node.title, 33),
    title: `${KIND_WORD[node.kind]}: ${node.title}${rating}`,
    level,
    verdict: node.kind === "page" ? (world.raw.words.verdicts[node.verdict]?.[0] ?? null) : null,
    href: to(node),
    x,
    y,
    size: centre ? 13 : SIZES[node.kind],
    witness: path.includes(name(node)),
    count: null,
  };
}

/** Where nodes stand: on rings, each near those further in that it hangs on. */
function rings(shown: readonly Near[], edges: readonly Edge[]): Map<Any, [number, number]> {
  const up = (near: Near): number => (near.context ? (near.node.kind === "publisher" ? 1 : 2) : 0);
  const place = (near: Near): number => near.steps * 4 + up(near);
  const numbers = [...new Set(shown.map(place))].sort((one, other) => one - other);
  const ringOf = new Map(shown.map((near) => [near.node, numbers.indexOf(place(near))]));
  const inner = new Map<Any, Any[]>(shown.map(({ node }) => [node, []]));
  for (const { tail, head } of edges) {
    const [one, other] = [ringOf.get(tail) ?? 0, ringOf.get(head) ?? 0];
    if (one < other) inner.get(head)?.push(tail);
    else if (other < one) inner.get(tail)?.push(head);
  }
  const spots = new Map<Any, [number, number]>();
  let edge = 0;
  numbers.forEach((_, ring) => {
    const mine = shown.map(({ node }) => node).filter((node) => ringOf.get(node) === ring);
    if (ring === 0) {
      for (const node of mine) spots.set(node, [0, 0]);
      return;
    }
    const radius = edge + STEP;
    const lanes = Math.ceil((mine.length * GAP) / (TURN * radius));
    angles(mine, inner, spots, GAP / (radius * lanes)).forEach(([node, angle], at) => {
      const away = radius + (at % lanes) * LANE;
      spots.set(node, [away * Math.cos(angle), away * Math.sin(angle)]);
    });
    edge = radius + (lanes - 1) * LANE;
  });
  return new Map(Array.from(spots, ([node, [x, y]]) => [node, [Math.round(x), Math.round(y)]]));
}

function angles(
  mine: readonly Any[],
  inner: ReadonlyMap<Any, readonly Any[]>,
  spots: ReadonlyMap<Any, [number, number]>,
  gap: number,
): [Any, number][] {
  const wished = new Map(mine.map((node) => [node, wish(inner.get(node) ?? [], spots)]));
  const compare = (one: Any, other: Any): number =>
    KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
    ("level" in one && "level" in other ? order(one.level) - order(other.level) : 0) ||
    rising(one.title.toLowerCase(), other.title.toLowerCase()) ||
    rising(one.id, other.id);
  if ([...wished.values()].every((angle) => angle === null)) {
    return [...mine].sort(compare).map((node, at) => [node, Math.PI / 2 - (TURN * at) / mine.length]);
  }
  const at = (node: Any): number => -Math.round((wished.get(node) ?? Math.PI / 2) * 1e6) / 1e6;
  const ordered = [...mine].sort((one, other) => at(one) - at(other) || compare(one, other));
  const apart = Math.min(gap, TURN / mine.length);
  let spread: number[] = [];
  for (const node of ordered) spread.push(Math.max(at(node), (spread.at(-1) ?? Number.NEGATIVE_INFINITY) + apart));
  const [first = 0, last = 0] = [spread[0], spread.at(-1)];
  if (last - first > TURN - apart) spread = ordered.map((_, number) => first + (TURN * number) / ordered.length);
  else {
    const late = ordered.reduce((sum, node, number) => sum + (spread[number] ?? 0) - at(node), 0) / ordered.length;
    spread = spread.map((angle) => angle - late);
  }
  return ordered.map((node, number) => [node, -(spread[number] ?? 0)]);
}

export function rising(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function wish(neighbours: readonly Any[], spots: ReadonlyMap<Any, [number, number]>): number | null {
  const found = neighbours.map((node) => spots.get(node) ?? [0, 0]).filter(([x, y]) => x !== 0 || y !== 0);
  const [first] = found;
  if (!first) return null;
  const [x, y] = found.reduce<[number, number]>((sum, spot) => [sum[0] + (spot[0] ?? 0), sum[1] + (spot[1] ?? 0)], [0, 0]);
  return Math.hypot(x, y) > 1 ? Math.atan2(y, x) : Math.atan2(first[1] ?? 0, first[0] ?? 0);
}
