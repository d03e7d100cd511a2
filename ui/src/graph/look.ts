// Colour says level, weight says verdict, shape says kind; the colours of the page are asked of its style sheet.

import type { NodeKind } from "./contract";

/** RdYlBu of five; place 0 is unrated, which is hollow. */
export const LEVELS = ["", "#d7191c", "#fdae61", "#ffffbf", "#abd9e9", "#2c7bb6"] as const;

/** How full the square of a page is, by its verdict. */
const WEIGHTS: Readonly<Record<string, number>> = {
  relies: 1,
  exposed: 0.62,
  cites: 0.36,
  clear: 0.08,
  unknown: 0,
  uncited: 0,
};

export const SHAPES: Readonly<Record<NodeKind, number>> = {
  source: 0,
  page: 1,
  publisher: 2,
  organization: 3,
  type: 4,
};

export interface Palette {
  readonly ink: string;
  readonly soft: string;
  readonly surface: string;
  readonly strong: string;
  readonly unrated: string;
  readonly rim: string;
}

/** The colours in force, in the present theme. */
export function palette(host: HTMLElement): Palette {
  const probe = document.createElement("i");
  host.append(probe);
  const read = (name: string, fallback: string): string => {
    probe.style.color = fallback;
    probe.style.color = `var(--${name}, ${fallback})`;
    return getComputedStyle(probe).color;
  };
  const found: Palette = {
    ink: read("ink", "#1b1d20"),
    soft: read("soft", "#585d63"),
    surface: read("surface", "#ffffff"),
    strong: read("strong", "#83888e"),
    unrated: read("unrated", "#6c7178"),
    rim: read("rim", "#2b2e33"),
  };
  probe.remove();
  return found;
}

/** A colour between two, both written rgb(r, g, b). */
export function mix(one: string, other: string, share: number): string {
  const a = channels(one);
  const b = channels(other);
  const parts = a.map((value, at) => Math.round(value * share + (b[at] ?? 0) * (1 - share)));
  return `rgb(${parts.join(", ")})`;
}

function channels(colour: string): number[] {
  if (colour.startsWith("#")) return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number);
}

export interface Paint {
  readonly fill: string;
  readonly rim: string;
  readonly dashed: boolean;
}

/** How a node is painted. */
export function paint(kind: NodeKind, level: number | null, verdict: string | null, colours: Palette): Paint {
  if (kind === "type") return { fill: mix(colours.ink, colours.surface, 0.06), rim: colours.ink, dashed: false };
  if (kind === "page") {
    const weight = WEIGHTS[verdict ?? ""] ?? 0;
    const rim = weight ? colours.ink : colours.strong;
    return { fill: mix(colours.ink, colours.surface, weight), rim, dashed: verdict === "unknown" };
  }
  if (level === null) return { fill: colours.surface, rim: colours.unrated, dashed: true };
  return { fill: LEVELS[level] ?? colours.surface, rim: colours.rim, dashed: false };
}

/** The corners of a shape around the origin, y down; none for a circle. */
export function corners(kind: NodeKind, size: number): [number, number][] {
  const turned = (count: number, from: number, radius: number): [number, number][] =>
    Array.from({ length: count }, (_, at) => {
      const angle = from + (2 * Math.PI * at) / count;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
  switch (kind) {
    case "source":
      return [];
    case "publisher":
      return turned(4, 0, size);
    case "organization":
      return turned(6, Math.PI / 6, size);
    default:
      return turned(4, Math.PI / 4, size * 1.2);
  }
}
