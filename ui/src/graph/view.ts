// A picture on a canvas: what is shown of it, what is chosen, and how a person moves through it.

import Sigma from "sigma";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { levelWords, type Ask, type EdgeKind, type NodeKind, type Picture } from "./contract";
import { type Palette, paint, palette, mix, SHAPES } from "./look";
import { type Drawn, type EdgeLook, emptyGraph, merge, type NodeLook, towards } from "./model";
import { chosenNames, type Wish } from "./names";
import { ShapeProgram } from "./program";
import { drawDigits, drawNames, type Mark, type Scene } from "./scene";

const LEAST_SPAN = 360;
const LEAST_RADIUS = 3.4;
const MANY_LINES = 300;
/** From so many milliseconds a frame on, on the average, a picture does not follow the hand. */
const LATE = 50;

export interface Filters {
  readonly kinds: Set<NodeKind>;
  readonly levels: Set<number>;
  readonly edges: Set<EdgeKind>;
  witnessOnly: boolean;
}

export class GraphView {
  readonly graph: Drawn = emptyGraph();
  readonly sigma: Sigma<NodeLook, EdgeLook>;
  readonly hidden = new Set<string>();
  /** What is left out; level 0 stands for unrated. */
  readonly without: Filters = { kinds: new Set(), levels: new Set(), edges: new Set(), witnessOnly: false };
  centre: string | null;
  chosen: string | null = null;
  total: number;
  onChoose: (node: string | null) => void = () => undefined;
  private colours: Palette;
  private near = new Set<string>();
  private growth = 1;
  /** One pixel of the whole picture, in its own units. */
  private pixel = 1;
  private before = 0;
  private pace = 0;

  constructor(
    private readonly stage: HTMLElement,
    picture: Picture,
    private readonly ask: Ask,
  ) {
    this.colours = palette(stage);
    this.centre = picture.centre;
    this.total = picture.total;
    merge(this.graph, picture, null);
    this.sigma = new Sigma<NodeLook, EdgeLook>(this.graph, stage, {
      renderLabels: false,
      defaultNodeType: "shape",
      nodeProgramClasses: { shape: ShapeProgram },
      defaultDrawNodeHover: () => undefined,
      itemSizesReference: "positions",
      zoomToSizeRatioFunction: Math.sqrt,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      stagePadding: 40,
      minEdgeThickness: 0.6,
      zIndex: true,
      nodeReducer: (node, look) => this.nodeShown(node, look),
      edgeReducer: (edge, look) => this.edgeShown(edge, look),
    });
    this.sigma.on("afterRender", () => {
      this.write();
      this.keepPace();
    });
    this.sigma.on("resize", () => this.measure());
    this.measure();
    if (this.graph.size >= MANY_LINES) requestAnimationFrame(() => this.tryPace());
  }

  /** Takes in a picture around a node; the picture of an opened type takes the place of the present one. */
  async expand(node: string): Promise<number> {
    const picture = await this.ask(node);
    if (node.startsWith("type:")) {
      this.graph.clear();
      this.hidden.clear();
      this.total = picture.total;
    }
    const fresh = merge(this.graph, picture, node.startsWith("type:") ? null : node);
    for (const found of picture.nodes) this.hidden.delete(found.id);
    this.measure();
    this.choose(this.graph.hasNode(node) ? node : null);
    return fresh.length;
  }

  hide(node: string): void {
    const next = this.graph.neighbors(node).find((other) => this.isShown(other)) ?? this.centre;
    this.hidden.add(node);
    this.choose(next !== null && next !== node && this.isShown(next) ? next : (this.shownNodes()[0] ?? null));
    this.redraw();
  }

  showAll(): void {
    this.hidden.clear();
    this.redraw();
  }

  pin(node: string): boolean {
    const pinned = !this.graph.getNodeAttribute(node, "pinned");
    this.graph.setNodeAttribute(node, "pinned", pinned);
    return pinned;
  }

  choose(node: string | null): void {
    this.chosen = node;
    this.near = new Set(node !== null && this.graph.hasNode(node) ? this.graph.neighbors(node) : []);
    this.onChoose(node);
    this.redraw();
    if (node !== null) this.bringIntoSight(node);
  }

  /** Chooses the next node in a direction; y points up. */
  move(direction: readonly [number, number]): void {
    const from = this.chosen ?? this.centre ?? this.shownNodes()[0];
    if (from === undefined || !this.graph.hasNode(from)) return;
    const next = this.chosen === null ? from : towards(this.graph, from, direction, (node) => this.isShown(node));
    if (next !== null) this.choose(next);
  }

  isShown(node: string): boolean {
    const look = this.graph.getNodeAttributes(node);
    if (this.hidden.has(node)) return false;
    if (look.pinned || node === this.centre) return true;
    if (this.without.kinds.has(look.kind)) return false;
    return look.kind === "page" || look.kind === "type" || !this.without.levels.has(look.level ?? 0);
  }

  shownNodes(): string[] {
    return this.graph.filterNodes((node) => this.isShown(node));
  }

  redraw(): void {
    this.sigma.refresh();
  }

  /** Reads the colours again: the theme may have changed. */
  recolour(): void {
    this.colours = palette(this.stage);
    this.redraw();
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    camera.setState(camera.validateState({ ...camera.getState(), ratio: camera.getState().ratio * factor }));
  }

  reset(): void {
    this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  /** What is seen now, as strokes. */
  scene(context: CanvasRenderingContext2D): Scene {
    const { width, height } = this.sigma.getDimensions();
    const { ink, surface } = this.colours;
    return {
      width,
      height,
      ink,
      surface,
      strokes: this.graph
        .mapEdges((edge, look, from, to) => ({ look, from, to, data: this.sigma.getEdgeDisplayData(edge) }))
        .filter(({ data }) => data !== undefined && !data.hidden)
        .map(({ look, from, to, data }) => ({
          from: this.place(from),
          to: this.place(to),
          colour: data?.color ?? ink,
          width: look.witness ? 3 : 1.2,
          dashed: look.kind === "links",
        })),
      marks: this.marks(),
      names: chosenNames(context, this.wishes(), width),
    };
  }

  private place(node: string): [number, number] {
    const { x, y } = this.sigma.graphToViewport(this.graph.getNodeAttributes(node));
    return [x, y];
  }

  /** Makes room for small pictures, and dots large enough to be seen for large ones. */
  private measure(): void {
    let [left, right, low, high] = [0, 0, 0, 0];
    this.graph.forEachNode((_, { x, y }) => {
      [left, right, low, high] = [Math.min(left, x), Math.max(right, x), Math.min(low, y), Math.max(high, y)];
    });
    const wider = Math.max(0, LEAST_SPAN - (right - left)) / 2;
    const taller = Math.max(0, LEAST_SPAN - (high - low)) / 2;
    const box = { x: [left - wider, right + wider], y: [low - taller, high + taller] } as const;
    this.sigma.setCustomBBox({ x: [...box.x], y: [...box.y] });
    this.sigma.refresh();
    this.pixel = 1 / (this.sigma.getGraphToViewportRatio() * this.sigma.getCamera().getState().ratio);
    this.growth = Math.max(1, (LEAST_RADIUS * this.pixel) / 7);
    this.sigma.refresh();
  }

  private nodeShown(node: string, look: NodeLook): Partial<NodeDisplayData> {
    const colours = this.colours;
    const faded = this.without.witnessOnly && !look.witness && node !== this.chosen;
    const { fill, rim, dashed } = paint(look.kind, look.level, look.verdict, colours);
    const fade = (colour: string): string => (faded ? mix(colour, colours.surface, 0.18) : colour);
    const data = {
      x: look.x,
      y: look.y,
      size: look.size * this.growth,
      label: null,
      color: fade(fill),
      rim: fade(rim),
      shape: SHAPES[look.kind],
      dashed,
      type: "shape",
      hidden: !this.isShown(node),
      zIndex: node === this.chosen ? 2 : look.witness ? 1 : 0,
    };
    return data;
  }

  private edgeShown(edge: string, look: EdgeLook): Partial<EdgeDisplayData> {
    const colours = this.colours;
    const [from, to] = this.graph.extremities(edge);
    const hidden = this.without.edges.has(look.kind) || !this.isShown(from) || !this.isShown(to);
    const touched = this.chosen !== null && (from === this.chosen || to === this.chosen);
    const weight = Math.min(4, 1 + Math.log2(look.weight));
    const wide = (pixels: number): number => pixels * this.pixel;
    if (look.witness) return { hidden, color: colours.ink, size: wide(3), zIndex: 2 };
    if (this.without.witnessOnly) return { hidden, color: mix(colours.strong, colours.surface, 0.15), size: wide(0.8) };
    if (touched) return { hidden, color: colours.soft, size: wide(1.6 * weight), zIndex: 1 };
    const [share, pixels] = look.kind === "links" ? [0.4, 0.8] : [0.9, 1.3];
    return { hidden, color: mix(colours.strong, colours.surface, share), size: wide(pixels * weight) };
  }

  private marks(): Mark[] {
    const found: Mark[] = [];
    this.graph.forEachNode((node, look) => {
      const data = this.sigma.getNodeDisplayData(node);
      if (!data || data.hidden) return;
      const [x, y] = this.place(node);
      const { fill, rim, dashed } = paint(look.kind, look.level, look.verdict, this.colours);
      const radius = this.sigma.scaleSize(data.size);
      found.push({ x, y, radius, kind: look.kind, level: look.level, fill, rim, dashed, title: look.title });
    });
    return found;
  }

  private wishes(): Wish[] {
    const [middle] = this.centre !== null && this.graph.hasNode(this.centre) ? this.place(this.centre) : [0];
    const { width, height } = this.sigma.getDimensions();
    const found: Wish[] = [];
    this.graph.forEachNode((node, look) => {
      const data = this.sigma.getNodeDisplayData(node);
      if (!data || data.hidden) return;
      const [x, y] = this.place(node);
      if (x < -50 || y < -20 || x > width + 50 || y > height + 20) return;
      const radius = this.sigma.scaleSize(data.size) * (node === this.chosen ? 1.25 : 1) + (node === this.chosen ? 2 : 0);
      const certain = node === this.chosen || node === this.centre || look.pinned || look.kind === "type";
      const chosen = certain || look.witness || this.near.has(node);
      const silent = (this.without.witnessOnly && !certain && !look.witness) || (radius < 3 && !chosen);
      const rank = certain ? 0 : look.witness ? 1 : this.near.has(node) ? 2 : 10 - look.size / 10 + (look.level ?? 3);
      const bold = node === this.centre || look.witness || node === this.chosen;
      found.push({ x, y, radius, text: silent ? "" : look.label, rank, bold, left: node !== this.centre && x < middle - 1 });
    });
    return found;
  }

  /** Writes digits and names over the canvas, and a ring around what is chosen. */
  private write(): void {
    const context = this.sigma.getCanvases()["labels"]?.getContext("2d");
    if (!context) return;
    const { width, height } = this.sigma.getDimensions();
    const { ink, surface } = this.colours;
    const marks = this.marks().filter(({ x, y }) => x > -20 && y > -20 && x < width + 20 && y < height + 20);
    if (!this.without.witnessOnly) drawDigits(context, marks);
    const names = chosenNames(context, this.wishes(), width);
    drawNames(context, { width, height, strokes: [], marks, names, ink, surface });
    if (this.chosen === null || !this.graph.hasNode(this.chosen) || !this.isShown(this.chosen)) return;
    const [x, y] = this.place(this.chosen);
    const size = this.sigma.getNodeDisplayData(this.chosen)?.size ?? 8;
    context.beginPath();
    context.arc(x, y, this.sigma.scaleSize(size) * 1.25 + 4, 0, 2 * Math.PI);
    context.strokeStyle = ink;
    context.lineWidth = 2.5;
    context.stroke();
  }

  /** Where frames come late, lines are left out as long as the picture is being moved. */
  private keepPace(): void {
    const now = performance.now();
    const took = now - this.before;
    this.before = now;
    if (took > 400 || this.graph.size < MANY_LINES || this.sigma.getSetting("hideEdgesOnMove")) return;
    this.pace = 0.8 * this.pace + 0.2 * took;
    if (this.pace > LATE) setTimeout(() => this.sigma.setSetting("hideEdgesOnMove", true));
  }

  /** Draws twice before the first touch, once to make the programs ready and once to see how long it takes. */
  private tryPace(): void {
    const drawn = this.sigma.getCanvases()["edges"]?.getContext("webgl2");
    if (!drawn || !this.stage.isConnected) return;
    const took = [0, 1].map(() => {
      const begun = performance.now();
      this.sigma.refresh({ skipIndexation: true });
      drawn.readPixels(0, 0, 1, 1, drawn.RGBA, drawn.UNSIGNED_BYTE, new Uint8Array(4)); // waits until all is drawn
      return performance.now() - begun;
    });
    if ((took[1] ?? 0) > LATE) this.sigma.setSetting("hideEdgesOnMove", true);
  }

  private bringIntoSight(node: string): void {
    if (!this.graph.hasNode(node)) return;
    const [x, y] = this.place(node);
    const { width, height } = this.sigma.getDimensions();
    if (x > 30 && y > 20 && x < width - 30 && y < height - 20) return;
    const data = this.sigma.getNodeDisplayData(node);
    if (data) this.sigma.getCamera().setState({ x: data.x, y: data.y });
  }
}

/** What a node is, in words. */
export function inWords(look: NodeLook): string {
  return look.title || `${look.label}, ${levelWords(look.level)}`;
}
