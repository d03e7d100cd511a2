// The island: a toolbar, the canvas, and a sentence on what is chosen.

import { el, isTyping, told } from "../dom";
import { type Ask, KINDS, type Picture } from "./contract";
import { type GraphHost, toolbar } from "./toolbar";
import { levelBadge, kindIcon } from "./parts";
import { GraphView, inWords } from "./view";

export interface Options {
  /** Where an address of the picture leads. */
  readonly follow: (href: string) => void;
  readonly address: (href: string) => string;
  /** The id of the table that says the same, if there is one. */
  readonly table: string | null;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** Whether this browser can draw by WebGL. */
export function canDraw(): boolean {
  const canvas = document.createElement("canvas");
  return canvas.getContext("webgl2") !== null || canvas.getContext("webgl") !== null;
}

/** Says in a sentence why there is no picture. */
export function sayInstead(host: HTMLElement, sentence: string): void {
  host.replaceChildren(el("p", { class: "notice graph-instead" }, sentence));
  host.dataset["state"] = "no-picture";
}

/** Draws a picture into an element, with its tools. */
export function draw(host: GraphHost, picture: Picture, ask: Ask, options: Options): GraphView | null {
  if (!canDraw()) {
    sayInstead(host, "This browser cannot draw the picture (no WebGL). The table says the same.");
    return null;
  }
  const name = picture.nodes.find((node) => node.id === picture.centre)?.label ?? "all pages, by type";
  const stage = el("div", {
    class: "graph-stage",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "graph",
    "aria-label": `Graph of ${picture.nodes.length} nodes around ${name}. Arrow keys move from node to node, Enter opens, E expands, H hides, P pins.`,
    ...(options.table === null ? {} : { "aria-describedby": options.table }),
  });
  const hint = el("p", { class: "graph-hint", hidden: true });
  const frame = el("div", { class: "graph-frame" }, stage, hint);
  const said = el("p", { class: "graph-said facts" });
  const live = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  host.replaceChildren(frame, said, key(picture), live);
  const view = new GraphView(stage, picture, ask);
  host.view = view;
  const speak = (text: string): void => {
    live.textContent = text;
  };
  const tools = toolbar(view, speak, name);
  host.prepend(tools.element);
  view.onChoose = (node) => {
    describe(view, said, node, options);
    tools.refresh();
    if (node !== null && view.graph.hasNode(node)) speak(spoken(view, node));
  };
  listen(view, stage, hint, tools.act, options);
  keepTheme(view, host);
  describe(view, said, null, options);
  tools.refresh();
  host.dataset["state"] = "drawn";
  return view;
}

/** What shapes and lines mean. */
function key(picture: Picture): HTMLElement {
  const kinds = KINDS.filter((kind) => picture.nodes.some((node) => node.kind === kind));
  const thick = picture.edges.some((edge) => edge.witness) ? "Thick line: the way to a low source. " : "";
  const words = `${thick}Thin, pale line: a link, which is not evidence.`;
  return el("ul", { class: "key soft" }, ...kinds.map((kind) => el("li", {}, kindIcon(kind))), el("li", {}, words));
}

function spoken(view: GraphView, node: string): string {
  const near = view.graph.neighbors(node).filter((other) => view.isShown(other)).length;
  return `${inWords(view.graph.getNodeAttributes(node))}. ${near} ${near === 1 ? "neighbour" : "neighbours"}.`;
}

function describe(view: GraphView, said: HTMLElement, node: string | null, options: Options): void {
  if (node === null || !view.graph.hasNode(node)) {
    const shown = view.graph.order;
    const left = view.total - shown;
    const rest = left > 0 ? ` ${left.toLocaleString("en")} more lie as near and are left out.` : "";
    said.replaceChildren(`${shown.toLocaleString("en")} nodes.${rest} Choose one to see what it is.`);
    return;
  }
  const look = view.graph.getNodeAttributes(node);
  const link = el("a", { href: options.address(look.href) }, told(look.label));
  const parts: Node[] = [kindIcon(look.kind), link];
  if (look.kind !== "page" && look.kind !== "type") parts.push(levelBadge(look.level));
  if (look.kind === "page" || look.kind === "type") parts.push(el("span", {}, told(look.title)));
  said.replaceChildren(...parts);
}

function listen(
  view: GraphView,
  stage: HTMLElement,
  hint: HTMLElement,
  act: Readonly<Record<string, () => void>>,
  options: Options,
): void {
  stage.addEventListener("keydown", (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const chosen = view.chosen;
    if (arrow) view.move(arrow);
    else if (event.key === "Home") view.choose(view.centre);
    else if (event.key === "Escape") view.choose(null);
    else if (event.key === "Enter" && chosen !== null) options.follow(view.graph.getNodeAttribute(chosen, "href"));
    else if (act[event.key.toLowerCase()]) act[event.key.toLowerCase()]?.();
    else return;
    event.preventDefault();
  });
  stage.addEventListener("focus", () => {
    if (view.chosen === null && stage.matches(":focus-visible")) view.choose(view.centre ?? view.shownNodes()[0] ?? null);
  });
  // The wheel scrolls the page, until the graph has the focus.
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && document.activeElement !== stage) event.stopPropagation();
    },
    { capture: true },
  );
  const { sigma, graph } = view;
  let dragged: string | null = null;
  sigma.on("enterNode", ({ node, event }) => {
    hint.textContent = inWords(graph.getNodeAttributes(node));
    hint.style.left = `${Math.min(event.x + 14, stage.clientWidth - 240)}px`;
    hint.style.top = `${event.y + 14}px`;
    hint.hidden = false;
    stage.style.cursor = "pointer";
  });
  sigma.on("leaveNode", () => {
    hint.hidden = true;
    stage.style.cursor = "";
  });
  sigma.on("clickNode", ({ node }) => view.choose(node));
  sigma.on("clickStage", () => view.choose(null));
  sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    view.choose(node);
    act["e"]?.();
  });
  sigma.on("downNode", ({ node }) => {
    dragged = node;
  });
  sigma.getMouseCaptor().on("mousemovebody", (event) => {
    if (dragged === null) return;
    const { x, y } = sigma.viewportToGraph(event);
    graph.mergeNodeAttributes(dragged, { x, y, pinned: true });
    event.preventSigmaDefault();
    event.original.preventDefault();
    hint.hidden = true;
  });
  const drop = (): void => {
    dragged = null;
  };
  sigma.getMouseCaptor().on("mouseup", drop);
  sigma.getTouchCaptor().on("touchup", drop);
  stage.addEventListener("pointerdown", () => stage.focus({ preventScroll: true }));
}

function keepTheme(view: GraphView, host: HTMLElement): void {
  const again = (): void => {
    if (host.isConnected) view.recolour();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
