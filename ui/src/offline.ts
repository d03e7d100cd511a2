// The offline explorer: one file, every view behind a # of its address.

import { el } from "./dom";
import type { GraphView } from "./graph/view";
import { named, parse } from "./offline/address";
import { empty } from "./offline/parts";
import { graph, types } from "./offline/views/graph";
import { exposure, help, organizations, publishers, search, sources } from "./offline/views/lists";
import { organization, page, path, publisher, source } from "./offline/views/nodes";
import { overview } from "./offline/views/overview";
import { readWorld, type World } from "./offline/world";

interface Shown {
  readonly element: HTMLElement;
  readonly start?: () => GraphView | null;
}

type Maker = (world: World, id: string, state: URLSearchParams) => Shown | null;

const just = (element: HTMLElement): Shown => ({ element });

const VIEWS: Readonly<Record<string, Maker>> = {
  "": (world) => just(overview(world)),
  exposure: (world, _, state) => just(exposure(world, state)),
  sources: (world, _, state) => just(sources(world, state)),
  publishers: (world, _, state) => just(publishers(world, state)),
  organizations: (world, _, state) => just(organizations(world, state)),
  search: (world, _, state) => just(search(world, state)),
  help: (world) => just(help(world)),
  page: (world, id, state) => {
    const node = world.find("page", id);
    return node?.kind === "page" ? just(page(world, node, state)) : null;
  },
  source: (world, id, state) => {
    const node = world.find("source", id);
    return node?.kind === "source" ? just(source(world, node, state)) : null;
  },
  publisher: (world, id, state) => {
    const node = world.find("publisher", id);
    return node?.kind === "publisher" ? just(publisher(world, node, state)) : null;
  },
  organization: (world, id, state) => {
    const node = world.find("organization", id);
    return node?.kind === "organization" ? just(organization(world, node, state)) : null;
  },
  path: (world, id) => {
    const node = world.find("page", id);
    return node?.kind === "page" ? just(path(world, node)) : null;
  },
  graph: (world, id, state) => {
    if (!id) return types(world, state);
    const node = named(world, id);
    return node ? graph(world, node, state) : null;
  },
};

/** Which entry of the navigation a view belongs to. */
const UNDER: Readonly<Record<string, string>> = {
  page: "exposure",
  path: "exposure",
  source: "sources",
  publisher: "publishers",
  organization: "organizations",
};

class App {
  private drawn: GraphView | null = null;
  private first = true;

  constructor(
    private readonly world: World,
    private readonly main: HTMLElement,
  ) {
    addEventListener("hashchange", () => this.show());
    const form = document.querySelector<HTMLFormElement>("form[role=search]");
    const field = form?.querySelector<HTMLInputElement>("input");
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      location.hash = `#/search?q=${encodeURIComponent(field?.value.trim() ?? "")}`;
    });
    document.querySelector(".skip")?.addEventListener("click", (event) => {
      event.preventDefault();
      main.focus();
    });
    this.show();
  }

  private show(): void {
    const address = parse(location.hash);
    this.drawn?.sigma.kill();
    this.drawn = null;
    const shown = VIEWS[address.view]?.(this.world, address.id, address.state) ?? just(unknown(address.id || address.view));
    this.main.replaceChildren(...shown.element.childNodes);
    this.mark(address.view);
    const title = this.main.querySelector("h1")?.textContent ?? "";
    document.title = `${title} – ${this.world.raw.about.title}`;
    this.drawn = shown.start?.() ?? null;
    openFacets(this.main);
    if (!this.first) this.main.focus({ preventScroll: true });
    const part = address.state.get("show");
    const target = part === "claims" ? document.getElementById("claims") : null;
    if (target) target.scrollIntoView();
    else scrollTo(0, 0);
    this.first = false;
    this.main.dataset["view"] = address.view || "overview";
  }

  private mark(view: string): void {
    const here = `#/${UNDER[view] ?? view}`;
    for (const link of document.querySelectorAll(".nav a")) {
      if (link.getAttribute("href") === here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

/** Where there is room, facets stand open. */
function openFacets(main: HTMLElement): void {
  if (!matchMedia("(min-width: 60.01rem)").matches) return;
  for (const facets of main.querySelectorAll<HTMLDetailsElement>("details.facets")) facets.open = true;
}

function unknown(id: string): HTMLElement {
  const back = el("a", { href: `#/search?q=${encodeURIComponent(id)}` }, "Search for it");
  return el("div", {}, el("div", { class: "head" }, el("h1", {}, "Not in this file")), empty("There is nothing at this address", back));
}

/** Unpacks the data that the page carries and shows the view of its address. */
export async function startOffline(): Promise<void> {
  const main = document.querySelector<HTMLElement>("main");
  const block = document.querySelector("#data");
  if (!main || !block) return;
  try {
    const world = await readWorld(block.textContent ?? "");
    block.remove();
    new App(world, main);
    document.documentElement.dataset["ready"] = "true";
  } catch (error) {
    const words = "The data of this file could not be read. A browser of 2024 or later is needed; perhaps the file was cut short.";
    main.replaceChildren(el("p", { class: "notice" }, words));
    throw error;
  }
}
