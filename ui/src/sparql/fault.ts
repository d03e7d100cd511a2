// The first line of a question that is not SPARQL, and what could stand there.

const MOST = 8;
/** The grammar's word for the end, which nobody can write. */
const END = "$";

/** What is read of an editor. */
export interface LinesRead {
  lineCount(): number;
  getLine(line: number): string;
  getTokenAt(place: { line: number; ch: number }, precise?: boolean): {
    state: { OK: boolean; errorMsg?: string; possibleCurrent?: string[] };
  };
}

/** A line, counted from 0, and what is said of it. */
export interface Fault {
  line: number;
  message: string;
}

export function fault(editor: LinesRead): Fault | null {
  for (let line = 0; line < editor.lineCount(); line += 1) {
    const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
    if (state.OK) continue;
    const wanted = (state.possibleCurrent ?? []).filter((one) => one !== END);
    const those = wanted.slice(0, MOST).join("  ") + (wanted.length > MOST ? "  ..." : "");
    return { line, message: `Line ${line + 1} is not SPARQL. ${state.errorMsg ?? (those && `Expected: ${those}`)}`.trim() };
  }
  return null;
}
