// What is seen, as strokes: drawn over the WebGL canvas (digits and names), and saved as SVG or PNG.

import type { NodeKind } from "./contract";
import { corners } from "./look";
import { svg } from "../dom";

export interface Stroke {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly colour: string;
  readonly width: number;
  readonly dashed: boolean;
}

export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly kind: NodeKind;
  readonly level: number | null;
  readonly fill: string;
  readonly rim: string;
  readonly dashed: boolean;
  readonly title: string;
}

export interface Name {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: "start" | "end";
  readonly bold: boolean;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly strokes: readonly Stroke[];
  readonly marks: readonly Mark[];
  readonly names: readonly Name[];
  readonly ink: string;
  readonly surface: string;
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const SMALLEST_DIGIT = 5.5;

/** The font of a name. */
export function font(bold: boolean): string {
  return `${bold ? 650 : 400} 12px ${FONT}`;
}

/** White on 1 and 5, dark on 2 to 4. */
function onLevel(level: number): string {
  return level === 1 || level === 5 ? "#ffffff" : "#17191c";
}

/** Draws the digits of levels into their nodes, where they can be read. */
export function drawDigits(context: CanvasRenderingContext2D, marks: readonly Mark[]): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const mark of marks) {
    if (mark.level === null || mark.radius < SMALLEST_DIGIT) continue;
    context.font = `650 ${Math.min(18, Math.round(mark.radius * 1.3))}px ${FONT}`;
    context.fillStyle = onLevel(mark.level);
    context.fillText(String(mark.level), mark.x, mark.y + 0.5);
  }
}

/** Draws names with a seam of the ground around them. */
export function drawNames(context: CanvasRenderingContext2D, scene: Scene): void {
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = scene.surface;
  context.fillStyle = scene.ink;
  for (const name of scene.names) {
    context.font = font(name.bold);
    context.textAlign = name.anchor === "start" ? "left" : "right";
    context.strokeText(name.text, name.x, name.y);
    context.fillText(name.text, name.x, name.y);
  }
}

/** The whole scene as a canvas of twice the size. */
export function asCanvas(scene: Scene): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = scene.width * 2;
  canvas.height = scene.height * 2;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.scale(2, 2);
  context.fillStyle = scene.surface;
  context.fillRect(0, 0, scene.width, scene.height);
  for (const stroke of scene.strokes) {
    context.beginPath();
    context.setLineDash(stroke.dashed ? [4, 4] : []);
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width;
    context.moveTo(...stroke.from);
    context.lineTo(...stroke.to);
    context.stroke();
  }
  for (const mark of scene.marks) drawMark(context, mark);
  context.setLineDash([]);
  drawDigits(context, scene.marks);
  drawNames(context, scene);
  return canvas;
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark): void {
  context.beginPath();
  const points = corners(mark.kind, mark.radius);
  if (!points.length) context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI);
  points.forEach(([x, y], at) => {
    if (at) context.lineTo(mark.x + x, mark.y + y);
    else context.moveTo(mark.x + x, mark.y + y);
  });
  context.closePath();
  context.fillStyle = mark.fill;
  context.fill();
  context.setLineDash(mark.dashed ? [3, 2] : []);
  context.strokeStyle = mark.rim;
  context.lineWidth = 1.5;
  context.stroke();
}

/** The whole scene as the text of an SVG file. */
export function asSvg(scene: Scene, title: string): string {
  const { width, height } = scene;
  const root = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT, "font-size": 12 });
  root.append(svg("title", {}, title), svg("rect", { width, height, fill: scene.surface }));
  for (const { from, to, colour, width: wide, dashed } of scene.strokes) {
    const [x1, y1] = from.map(short);
    const [x2, y2] = to.map(short);
    const dash = dashed ? "4 4" : null;
    root.append(svg("line", { x1, y1, x2, y2, stroke: colour, "stroke-width": wide, "stroke-dasharray": dash }));
  }
  for (const mark of scene.marks) root.append(markAsSvg(mark));
  for (const name of scene.names) {
    const at = { x: short(name.x), y: short(name.y), "text-anchor": name.anchor, "dominant-baseline": "central" };
    const seam = { stroke: scene.surface, "stroke-width": 4, "paint-order": "stroke", fill: scene.ink };
    root.append(svg("text", { ...at, ...seam, "font-weight": name.bold ? 650 : null }, name.text));
  }
  return new XMLSerializer().serializeToString(root);
}

function markAsSvg(mark: Mark): SVGElement {
  const [x, y] = [short(mark.x), short(mark.y)];
  const paint = { fill: mark.fill, stroke: mark.rim, "stroke-width": 1.5, "stroke-dasharray": mark.dashed ? "3 2" : null };
  const points = corners(mark.kind, mark.radius).map(([dx, dy]) => `${short(mark.x + dx)},${short(mark.y + dy)}`);
  const shape = points.length
    ? svg("polygon", { points: points.join(" "), ...paint })
    : svg("circle", { cx: x, cy: y, r: short(mark.radius), ...paint });
  const group = svg("g", {}, svg("title", {}, mark.title), shape);
  if (mark.level !== null && mark.radius >= SMALLEST_DIGIT) {
    const size = Math.min(18, Math.round(mark.radius * 1.3));
    const where = { x, y, "text-anchor": "middle", "dominant-baseline": "central", "font-size": size };
    group.append(svg("text", { ...where, "font-weight": 650, fill: onLevel(mark.level) }, String(mark.level)));
  }
  return group;
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Hands a file to the person. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
