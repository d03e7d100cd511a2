// Which terms fit what was begun.

/** So few that the list needs no scrolling. */
const MOST = 12;

/** Those that begin so, then those whose name after the prefix does; each once. */
export function fitting(begun: string, terms: readonly string[]): string[] {
  const wanted = begun.toLowerCase();
  const those = (test: (term: string) => boolean): string[] => terms.filter((term) => test(term.toLowerCase()));
  const first = those((term) => term.startsWith(wanted));
  const named = wanted ? those((term) => term.slice(term.indexOf(":") + 1).startsWith(wanted)) : [];
  return [...new Set([...first, ...named])].filter((term) => term !== begun).slice(0, MOST);
}
