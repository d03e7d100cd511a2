// The islands of the server's pages. Each page works without them.

import { isPicture, type Picture } from "./graph/contract";
import { draw, sayInstead } from "./graph/island";
import type { GraphHost } from "./graph/toolbar";
import { controlEnterSends } from "./keys";

async function read(address: URL): Promise<Picture> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const found: unknown = answer.ok ? await answer.json() : null;
  if (!isPicture(found)) throw new Error(`no picture at ${address.pathname}`);
  return found;
}

/** The address of the picture around a node, or with a type opened. */
function around(address: URL, node: string): URL {
  const asked = new URL(address);
  if (node.startsWith("type:")) {
    const type = node.slice("type:".length);
    if (!asked.searchParams.getAll("types").includes(type)) address.searchParams.append("types", type);
    return address;
  }
  asked.searchParams.delete("types");
  asked.searchParams.set("around", node);
  asked.searchParams.set("depth", "1");
  return asked;
}

async function upgrade(host: GraphHost): Promise<void> {
  const address = new URL(host.dataset["graph"] ?? "", location.href);
  if (address.origin !== location.origin) return;
  try {
    const picture = await read(address);
    draw(host, picture, (node) => read(around(address, node)), {
      follow: (href) => location.assign(safe(href)),
      address: safe,
      table: host.dataset["table"] ?? null,
    });
  } catch (cause) {
    console.warn(cause);
    sayInstead(host, "The picture could not be read. The table says the same.");
  }
}

/** An address of this site, whatever the picture says. */
function safe(href: string): string {
  const address = new URL(href, location.href);
  return address.origin === location.origin ? address.pathname + address.search + address.hash : "/";
}

/** Puts what moves where a page has a place for it. */
export function startIslands(): void {
  controlEnterSends();
  for (const host of document.querySelectorAll<GraphHost>('[data-island="graph"]')) void upgrade(host);
}
