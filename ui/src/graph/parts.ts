// Badges and icons beside a graph, as the style sheet of the site knows them.

import { el, svg } from "../dom";
import { LEVEL_WORDS, type NodeKind } from "./contract";

/** The shape of each kind as the `d` of a path in a square of 14. */
export const SHAPES: Readonly<Record<NodeKind, string>> = {
  page: "M1.5 1.5h11v11h-11z",
  source: "M12.6 7A5.6 5.6 0 1 1 1.4 7a5.6 5.6 0 1 1 11.2 0z",
  publisher: "M7 .9 13.1 7 7 13.1.9 7z",
  organization: "M7 .9l5.3 3.05v6.1L7 13.1 1.7 10.05v-6.1z",
  type: "M1.5 1.5h11v11h-11zM4 4h6v6H4z",
};
export const KIND_WORD: Readonly<Record<NodeKind, string>> = {
  page: "Page",
  source: "Source",
  publisher: "Publication venue",
  organization: "Organization",
  type: "Type of page",
};

/** The shape of a kind, with its word. */
export function kindIcon(kind: NodeKind, text?: string): HTMLElement {
  const drawn = svg("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, svg("path", { d: SHAPES[kind] }));
  return el("span", { class: "kind" }, drawn, text ?? KIND_WORD[kind]);
}

/** Digit, word and colour of a level. */
export function levelBadge(level: number | null, big = false): HTMLElement {
  const size = big ? " big" : "";
  if (level === null) {
    return el("span", { class: `level none${size}` }, el("i", { class: "l0", "aria-hidden": "true" }, "–"), "Unrated");
  }
  return el("span", { class: `level${size}` }, el("i", { class: `l${level}` }, String(level)), LEVEL_WORDS[level] ?? "");
}
