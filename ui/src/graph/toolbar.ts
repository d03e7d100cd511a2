// The tools of a graph: real buttons and boxes, each with a key where the canvas has the focus.

import { button, el } from "../dom";
import { EDGE_WORDS, EDGES, KIND_WORDS, KINDS, levelWords } from "./contract";
import { asCanvas, asSvg, save, type Scene } from "./scene";
import type { GraphView } from "./view";

export interface GraphHost extends HTMLElement {
  view?: GraphView;
}

export interface Tools {
  readonly element: HTMLElement;
  readonly act: Readonly<Record<string, () => void>>;
  readonly refresh: () => void;
}

type Speak = (text: string) => void;

/** Builds the tools of a view. */
export function toolbar(view: GraphView, speak: Speak, name: string): Tools {
  const act = actions(view, speak);
  const expand = button("Expand", act["e"] as () => void, { "aria-keyshortcuts": "E" });
  const hide = button("Hide", act["h"] as () => void, { "aria-keyshortcuts": "H" });
  const pin = button("Pin", act["p"] as () => void, { "aria-keyshortcuts": "P", "aria-pressed": "false" });
  const all = button("Show all", () => {
    view.showAll();
    refresh();
    speak("All nodes are shown again.");
  });
  const filters = el("details", { class: "graph-filters" }, el("summary", { class: "button quiet" }, "Filter"));
  const witness = box("Way to the low source", false, (on) => {
    view.without.witnessOnly = on;
    view.redraw();
  });
  const refresh = (): void => {
    const chosen = view.chosen !== null && view.graph.hasNode(view.chosen) ? view.chosen : null;
    for (const one of [expand, hide, pin]) one.disabled = chosen === null;
    pin.setAttribute("aria-pressed", String(chosen !== null && view.graph.getNodeAttribute(chosen, "pinned")));
    all.hidden = view.hidden.size === 0;
    witness.hidden = !view.graph.someNode((_, look) => look.witness);
  };
  filters.append(filterPanel(view));
  filters.addEventListener("toggle", () => {
    if (filters.open) filters.lastElementChild?.replaceWith(filterPanel(view));
  });
  const zoom = el(
    "span",
    { class: "graph-group", role: "group", "aria-label": "Zoom" },
    button("+", () => view.zoom(1 / 1.5), { "aria-label": "Zoom in" }),
    button("−", () => view.zoom(1.5), { "aria-label": "Zoom out" }),
    button("Reset", () => view.reset(), { "aria-label": "Reset the view" }),
  );
  const files = el(
    "span",
    { class: "graph-group", role: "group", "aria-label": "Save the picture" },
    button("SVG", () => saveSvg(view, name), { "aria-label": "Save as SVG" }),
    button("PNG", () => savePng(view, name), { "aria-label": "Save as PNG" }),
  );
  const node = el("span", { class: "graph-group", role: "group", "aria-label": "The chosen node" }, expand, hide, pin, all);
  const element = el("div", { class: "graph-tools", role: "group", "aria-label": "Tools of the graph" });
  element.append(node, zoom, filters, witness, files);
  return { element, act, refresh };
}

function actions(view: GraphView, speak: Speak): Readonly<Record<string, () => void>> {
  const chosen = (then: (node: string) => void): void => {
    if (view.chosen !== null && view.graph.hasNode(view.chosen)) then(view.chosen);
  };
  return {
    e: () =>
      chosen((node) => {
        speak("Expanding.");
        view.expand(node).then(
          (count) => speak(count ? `${count} nodes came in.` : "Nothing new lies around it."),
          () => speak("What lies around it could not be read."),
        );
      }),
    h: () => chosen((node) => view.hide(node)),
    p: () =>
      chosen((node) => {
        speak(view.pin(node) ? "Pinned: it stays, whatever the filters say." : "No longer pinned.");
        view.choose(node);
      }),
    "+": () => view.zoom(1 / 1.5),
    "-": () => view.zoom(1.5),
    "0": () => view.reset(),
  };
}

function box(label: string, on: boolean, act: (on: boolean) => void): HTMLLabelElement {
  const input = el("input", { type: "checkbox" });
  input.checked = on;
  input.addEventListener("change", () => act(input.checked));
  return el("label", { class: "graph-box" }, input, label);
}

/** One box for each kind, level and edge that is there. */
function filterPanel(view: GraphView): HTMLElement {
  const group = <T>(legend: string, all: readonly T[], words: (one: T) => string, out: Set<T>): HTMLElement => {
    const boxes = all.map((one) =>
      box(words(one), !out.has(one), (on) => {
        if (on) out.delete(one);
        else out.add(one);
        view.redraw();
      }),
    );
    return el("fieldset", { class: "graph-choice" }, el("legend", {}, legend), ...boxes);
  };
  const looks = view.graph.mapNodes((_, look) => look);
  const kinds = KINDS.filter((kind) => looks.some((look) => look.kind === kind));
  const rated = looks.filter((look) => look.kind !== "page" && look.kind !== "type");
  const levels = [1, 2, 0, 3, 4, 5].filter((level) => rated.some((look) => (look.level ?? 0) === level));
  const edges = EDGES.filter((kind) => view.graph.someEdge((_, look) => look.kind === kind));
  const panel = el("div", { class: "graph-panel" }, group("Kinds", kinds, (kind) => KIND_WORDS[kind], view.without.kinds));
  if (levels.length) panel.append(group("Levels", levels, (level) => levelWords(level || null), view.without.levels));
  if (edges.length) panel.append(group("Lines", edges, (kind) => EDGE_WORDS[kind], view.without.edges));
  return panel;
}

function sceneOf(view: GraphView): Scene | null {
  const context = document.createElement("canvas").getContext("2d");
  return context && view.scene(context);
}

function fileName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "graph";
}

function saveSvg(view: GraphView, name: string): void {
  const scene = sceneOf(view);
  if (scene) save(new Blob([asSvg(scene, name)], { type: "image/svg+xml" }), `${fileName(name)}.svg`);
}

function savePng(view: GraphView, name: string): void {
  const scene = sceneOf(view);
  if (!scene) return;
  asCanvas(scene).toBlob((blob) => {
    if (blob) save(blob, `${fileName(name)}.png`);
  });
}
