// The data of the file as objects: pages and sources share one numbering, pages first.

export interface Coded {
  readonly values: readonly string[];
  readonly at: readonly number[];
}
export interface Lists {
  readonly counts: readonly number[];
  readonly steps: readonly number[];
}
interface Named {
  readonly id: readonly string[];
  readonly title: readonly string[];
  readonly url: readonly string[];
  readonly safe: readonly number[];
}

/** What kg.exporters.explorer_data writes. */
export interface Raw {
  readonly about: {
    readonly title: string;
    readonly as_of: string;
    readonly low: number;
    readonly decay: number;
    readonly max_hops: number;
    readonly follows_links: boolean;
  };
  readonly words: {
    readonly verdicts: readonly (readonly [string, string, string])[];
    readonly levels: readonly (readonly [string, string])[];
    readonly glossary: readonly (readonly [string, string])[];
  };
  readonly pages: Named & {
    readonly type: Coded;
    readonly quality: readonly (number | null)[];
    readonly verdict: readonly number[];
    readonly rank: readonly number[];
    readonly cited: readonly number[];
    readonly rated: readonly number[];
    readonly low: readonly number[];
    readonly claims: readonly number[];
    readonly relying: readonly number[];
    readonly hops: readonly number[];
    readonly score: readonly number[];
    readonly witness: readonly (readonly number[])[];
  };
  readonly sources: Named & {
    readonly type: Coded;
    readonly level: readonly number[];
    readonly why: readonly string[];
    readonly publisher: readonly number[];
    readonly work: readonly number[];
  };
  readonly publishers: Named & {
    readonly level: readonly number[];
    readonly type: Coded;
    readonly owner: readonly number[];
    readonly places: readonly (readonly string[])[];
  };
  readonly organizations: Named & { readonly level: readonly number[]; readonly parent: readonly number[] };
  readonly cites: Lists;
  readonly links: Lists;
  readonly steps: {
    readonly rules: readonly string[];
    readonly outcomes: readonly (readonly [string, string])[];
    readonly nodes: readonly string[];
    readonly rule: readonly number[];
    readonly outcome: readonly number[];
    readonly node: readonly number[];
    readonly level: readonly number[];
    readonly before: readonly number[];
    readonly said: readonly string[];
    readonly chains: readonly (readonly number[])[];
    readonly of: readonly (number | null)[];
  };
  readonly claims: {
    readonly page: readonly number[];
    readonly certain: readonly number[];
    readonly file: readonly string[];
    readonly line: readonly (number | null)[];
    readonly text: readonly string[];
    readonly works: readonly (readonly number[])[];
  };
}

export type Kind = "page" | "source" | "publisher" | "organization";

export interface Thing {
  readonly kind: Kind;
  /** Its number among pages and sources, or among its kind. */
  readonly at: number;
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly safe: boolean;
  readonly type: string;
}
export interface Page extends Thing {
  readonly kind: "page";
  readonly quality: number | null;
  readonly verdict: number;
  readonly rank: number;
  readonly cited: number;
  readonly rated: number;
  readonly low: number;
  readonly claims: number;
  readonly relying: number;
  readonly hops: number;
  readonly score: number;
  readonly witness: readonly number[];
}
export interface Rated extends Thing {
  readonly level: number | null;
}
export interface Source extends Rated {
  readonly kind: "source";
  readonly why: string;
  readonly publisher: number;
  readonly work: number;
}
export interface Publisher extends Rated {
  readonly kind: "publisher";
  readonly owner: number;
  readonly places: readonly string[];
}
export interface Organization extends Rated {
  readonly kind: "organization";
  readonly parent: number;
}
export interface Claim {
  readonly certain: boolean;
  readonly file: string;
  readonly line: number | null;
  readonly text: string;
  readonly works: readonly number[];
}
/** A rule that was asked for the level of a source, and what it came to. */
export interface Step {
  readonly rule: string;
  readonly said: string;
  /** The name of the node that it looked at, empty for none. */
  readonly node: string;
  readonly outcome: string;
  readonly word: string;
  readonly level: number | null;
  readonly before: number | null;
}
export type Any = Page | Source | Publisher | Organization;

export class World {
  readonly pages: readonly Page[];
  readonly sources: readonly Source[];
  readonly publishers: readonly Publisher[];
  readonly organizations: readonly Organization[];
  readonly cites: readonly (readonly number[])[];
  readonly citedBy: readonly (readonly number[])[];
  readonly links: readonly (readonly number[])[];
  readonly linkedFrom: readonly (readonly number[])[];
  private readonly keys: Readonly<Record<Kind, ReadonlyMap<string, Any>>>;
  private readonly said = new Map<number, Claim[]>();
  private readonly held: Source[][];

  constructor(readonly raw: Raw) {
    const { pages, sources, publishers, organizations, claims } = raw;
    this.pages = pages.id.map((_, at): Page => ({ kind: "page", ...thing(pages, at, at, pages.type), ...page(raw, at) }));
    const first = this.pages.length;
    this.sources = sources.id.map((_, at): Source => ({
      kind: "source",
      ...thing(sources, at, first + at, sources.type),
      level: sources.level[at] || null,
      why: sources.why[at] ?? "",
      publisher: sources.publisher[at] ?? -1,
      work: sources.work[at] ?? -1,
    }));
    this.publishers = publishers.id.map((_, at): Publisher => ({
      kind: "publisher",
      ...thing(publishers, at, at, publishers.type),
      level: publishers.level[at] || null,
      owner: publishers.owner[at] ?? -1,
      places: publishers.places[at] ?? [],
    }));
    this.organizations = organizations.id.map((_, at): Organization => ({
      kind: "organization",
      ...thing(organizations, at, at, null),
      level: organizations.level[at] || null,
      parent: organizations.parent[at] ?? -1,
    }));
    const size = first + this.sources.length;
    this.cites = lists(raw.cites, size);
    this.citedBy = turned(this.cites);
    this.links = lists(raw.links, size);
    this.linkedFrom = turned(this.links);
    this.keys = {
      page: byId(this.pages),
      source: byId(this.sources),
      publisher: byId(this.publishers),
      organization: byId(this.organizations),
    };
    claims.page.forEach((at, number) => {
      const found = this.said.get(at) ?? [];
      found.push({
        certain: claims.certain[number] === 1,
        file: claims.file[number] ?? "",
        line: claims.line[number] ?? null,
        text: claims.text[number] ?? "",
        works: claims.works[number] ?? [],
      });
      this.said.set(at, found);
    });
    this.held = this.publishers.map(() => []);
    for (const source of this.sources) this.held[source.publisher]?.push(source);
  }

  find(kind: Kind, id: string): Any | undefined {
    return this.keys[kind].get(id);
  }

  /** The page or source of a number. */
  node(at: number): Page | Source {
    const found = this.pages[at] ?? this.sources[at - this.pages.length];
    if (!found) throw new RangeError(`no node ${at}`);
    return found;
  }

  /** The level of what is cited: a page that is cited has none. */
  levelOf(at: number): number | null {
    const node = this.node(at);
    return node.kind === "source" ? node.level : null;
  }

  isLow(level: number | null): boolean {
    return level !== null && level <= this.raw.about.low;
  }

  works(page: number): Source[] {
    return (this.cites[page] ?? []).map((at) => this.node(at)).filter((node): node is Source => node.kind === "source");
  }

  claimsOf(page: number): readonly Claim[] {
    return this.said.get(page) ?? [];
  }

  /** The steps of a source's level, in the order in which rules are asked. */
  stepsOf(source: Source): Step[] {
    const { steps } = this.raw;
    const chain = steps.chains[steps.of[source.at - this.pages.length] ?? -1] ?? [];
    return chain.map((at): Step => {
      const [outcome, word] = steps.outcomes[steps.outcome[at] ?? -1] ?? ["", ""];
      return {
        rule: steps.rules[steps.rule[at] ?? -1] ?? "",
        said: steps.said[at] ?? "",
        node: steps.nodes[steps.node[at] ?? -1] ?? "",
        outcome,
        word,
        level: steps.level[at] || null,
        before: steps.before[at] || null,
      };
    });
  }

  sourcesOf(publisher: number): readonly Source[] {
    return this.held[publisher] ?? [];
  }

  /** The sources of every venue below an organization, however deep; a circle of owners ends by itself. */
  sourcesBelow(organization: number): Source[] {
    const below = new Set([organization]);
    // a set that grows is walked to its end
    for (const owner of below) {
      for (const { at, parent } of this.organizations) if (parent === owner) below.add(at);
    }
    return this.publishers.filter(({ owner }) => below.has(owner)).flatMap(({ at }) => this.sourcesOf(at));
  }

  venuesOf(organization: number): Publisher[] {
    return this.publishers.filter(({ owner }) => owner === organization);
  }

  /** The work that stands for a source. */
  workOf(source: Source): number {
    return source.work < 0 ? source.at : source.work;
  }

  /** How many of what a page cites have each level; place 0 counts unrated ones. */
  countsOf(page: number): number[] {
    const counts = [0, 0, 0, 0, 0, 0];
    for (const { level } of this.works(page)) counts[level ?? 0] = (counts[level ?? 0] ?? 0) + 1;
    return counts;
  }
}

function thing(named: Named, at: number, number: number, type: Coded | null) {
  return {
    at: number,
    id: named.id[at] ?? "",
    title: named.title[at] ?? "",
    url: named.url[at] ?? "",
    safe: named.safe[at] === 1,
    type: type?.values[type.at[at] ?? -1] ?? "",
  };
}

function page({ pages }: Raw, at: number) {
  return {
    quality: pages.quality[at] ?? null,
    verdict: pages.verdict[at] ?? 0,
    rank: pages.rank[at] ?? 0,
    cited: pages.cited[at] ?? 0,
    rated: pages.rated[at] ?? 0,
    low: pages.low[at] ?? 0,
    claims: pages.claims[at] ?? 0,
    relying: pages.relying[at] ?? 0,
    hops: pages.hops[at] ?? -1,
    score: pages.score[at] ?? 0,
    witness: pages.witness[at] ?? [],
  };
}

function lists({ counts, steps }: Lists, size: number): number[][] {
  let next = 0;
  return Array.from({ length: size }, (_, at) => {
    let head = 0;
    return Array.from({ length: counts[at] ?? 0 }, () => {
      head += steps[next] ?? 0;
      next += 1;
      return head;
    });
  });
}

function turned(edges: readonly (readonly number[])[]): number[][] {
  const found: number[][] = edges.map(() => []);
  edges.forEach((heads, tail) => {
    for (const head of heads) found[head]?.push(tail);
  });
  return found;
}

function byId(things: readonly Any[]): ReadonlyMap<string, Any> {
  return new Map(things.map((one) => [one.id, one]));
}

/** Reads the block of packed data that stands in the file. */
export async function readWorld(block: string): Promise<World> {
  const packed = Uint8Array.from(atob(block.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new World(JSON.parse(await new Response(stream).text()) as Raw);
}
