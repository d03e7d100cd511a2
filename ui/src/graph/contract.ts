// What /graph.json says (kg.views.picture writes it).

export type NodeKind = "page" | "source" | "publisher" | "organization" | "type";
export type EdgeKind = "cites" | "links" | "published-by" | "owned-by";

export interface PictureNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly title: string;
  readonly level: number | null;
  readonly verdict: string | null;
  readonly href: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly witness: boolean;
  readonly count: number | null;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly weight: number;
  readonly witness: boolean;
}

export interface Picture {
  readonly centre: string | null;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly total: number;
}

/** Gives the picture around a node, or of an opened type. */
export type Ask = (node: string) => Promise<Picture>;

export const KINDS: readonly NodeKind[] = ["page", "source", "publisher", "organization", "type"];
export const EDGES: readonly EdgeKind[] = ["cites", "links", "published-by", "owned-by"];

export const KIND_WORDS: Readonly<Record<NodeKind, string>> = {
  page: "Pages",
  source: "Sources",
  publisher: "Publication venues",
  organization: "Organizations",
  type: "Types of page",
};
export const EDGE_WORDS: Readonly<Record<EdgeKind, string>> = {
  cites: "Citations",
  links: "Links (not evidence)",
  "published-by": "Published by",
  "owned-by": "Owned by",
};
export const LEVEL_WORDS = ["Unrated", "Low", "Mixed", "Good", "High", "Gold"] as const;

/** A level in words: "4 High", "Unrated". */
export function levelWords(level: number | null): string {
  return level === null ? "Unrated" : `${level} ${LEVEL_WORDS[level] ?? ""}`;
}

/** Whether an answer has the shape of a picture. */
export function isPicture(value: unknown): value is Picture {
  if (typeof value !== "object" || value === null) return false;
  const { nodes, edges } = value as { nodes?: unknown; edges?: unknown };
  return Array.isArray(nodes) && Array.isArray(edges);
}
