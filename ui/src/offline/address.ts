// Addresses within the file: everything stands behind the #, so that each view can be linked to.

import type { Any, Kind, World } from "./world";

export interface Address {
  readonly view: string;
  readonly id: string;
  readonly state: URLSearchParams;
}

/** The address that a hash says. */
export function parse(hash: string): Address {
  const text = hash.replace(/^#\/?/, "");
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  const [view = "", ...rest] = path.split("/");
  return { view, id: decoded(rest.join("/")), state: new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a node's own view. */
export function to(node: Any, view: Kind | "path" | "graph" = node.kind): string {
  return view === "graph" ? graphOf(node.kind, node.id) : `#/${view}/${encodeURIComponent(node.id)}`;
}

/** The node that the name of a node stands for. */
export function named(world: World, name: string): Any | undefined {
  const mark = name.indexOf(":");
  const kind = name.slice(0, mark);
  if (!["page", "source", "publisher", "organization"].includes(kind)) return undefined;
  return world.find(kind as Kind, name.slice(mark + 1));
}

/** The address of the picture around a node. */
export function graphOf(kind: Kind, id: string): string {
  return `#/graph/${encodeURIComponent(`${kind}:${id}`)}`;
}

/** What the facet of types holds for what has none: an empty value would be no choice. */
const NO_TYPE = "(no type)";

export function typeValue(type: string): string {
  return type || NO_TYPE;
}

export function typeOf(value: string): string {
  return value === NO_TYPE ? "" : value;
}

/** An address with some of its state changed; null takes a part away. */
export function changed(base: string, state: URLSearchParams, change: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams(state);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  const query = next.toString();
  return query ? `${base}?${query}` : base;
}
