// The editor of the page /sparql. It stands in for the text area, which stays what the form sends.

import { Yasqe } from "@zazuko/yasqe";
import "./sparql.css";
import { el } from "./dom";
import { fault, type Fault, type LinesRead } from "./sparql/fault";
import { fitting } from "./sparql/terms";

const PATIENCE = 500;
const KEYS = {
  Tab: false,
  "Shift-Tab": false,
  "Ctrl-S": false,
  "Cmd-S": false,
};

/** What a key answers that leaves it to the browser. */
const { Pass } = Yasqe as unknown as { Pass: object };

/** Let the editor ask nobody, keep nothing and share nothing: its form does what there is to do. */
function tame(): void {
  Object.assign(Yasqe.defaults, {
    autocompleters: [],
    prefixCcApi: null,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    queryingDisabled: "the form asks",
  });
}

function upgrade(field: HTMLTextAreaElement): void {
  const label = field.form?.querySelector<HTMLLabelElement>(`label[for="${field.id}"]`);
  const form = field.form;
  if (!form || !label) return;
  const words = Array.from(document.querySelectorAll<HTMLOptionElement>("#terms option"), (option) => option.value);
  const host = el("div", { class: "editor" });
  const said = el("p", { class: "soft small", "aria-live": "polite", id: "query-fault" });
  field.after(host, said);
  const send = (): void => form.requestSubmit();
  const editor = new Yasqe(host, {
    editorHeight: "auto",
    inputStyle: "contenteditable",
    lineWrapping: true,
    viewportMargin: Infinity,
    extraKeys: { ...KEYS, "Ctrl-Enter": send, "Cmd-Enter": send, "Ctrl-Space": (asked: Yasqe) => complete(asked, words) },
  } as ConstructorParameters<typeof Yasqe>[1]);

  known(editor, words);
  editor.setValue(field.value);

  let waiting = 0;
  function mark(found: Fault | null): void {
    editor.clearGutter("gutterErrorBar");
    said.textContent = found ? found.message : "";
    if (found) editor.setGutterMarker(found.line, "gutterErrorBar", el("span", { class: "fault", "aria-hidden": "true" }));
  }
  const look = (): void => mark(fault(editor as unknown as LinesRead));
  editor.on("changes", () => {
    field.value = editor.getValue();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, PATIENCE);
  });
  // the answer may have been gone back from: the field then holds what was typed before
  window.addEventListener("pageshow", () => {
    if (field.value !== editor.getValue()) editor.setValue(field.value);
  });

  label.id ||= "query-label";
  label.removeAttribute("for");
  label.addEventListener("click", (event) => {
    event.preventDefault();
    editor.focus();
  });
  const box = editor.getInputField();
  const told: Record<string, string> = {
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": label.id,
    "aria-describedby": `query-help ${said.id}`,
    "aria-keyshortcuts": "Control+Enter Control+Space",
  };
  for (const [name, value] of Object.entries(told)) box.setAttribute(name, value);
  if (field.getAttribute("aria-invalid")) box.setAttribute("aria-invalid", "true");
  for (const hint of document.querySelectorAll<HTMLElement>("[data-with=editor]")) hint.hidden = false;
  field.hidden = true;
  look();
}

/** Let the usual prefixes stand without a declaration. */
function known(editor: Yasqe, words: readonly string[]): void {
  const mode = editor.getDoc().getMode() as { startState(): { prefixes: Record<string, string> } };
  const begin = mode.startState.bind(mode);
  const usual = words.filter((word) => word.endsWith(":")).map((word) => [word.slice(0, -1), ""]);
  mode.startState = () => ({ ...begin(), prefixes: Object.fromEntries(usual) as Record<string, string> });
}

/** Offer what can stand where the cursor is: terms of the data and variables of the question. */
function complete(editor: Yasqe, words: readonly string[]): void {
  const cursor = editor.getDoc().getCursor();
  const begun = /[?$\w:.-]*$/.exec(editor.getDoc().getLine(cursor.line).slice(0, cursor.ch))?.[0] ?? "";
  const list = fitting(begun, [...editor.getVariablesFromQuery(), ...words]);
  const from = { line: cursor.line, ch: cursor.ch - begun.length };
  const container = editor.getWrapperElement().parentElement;
  const hint = () => ({ list, from, to: cursor });
  editor.showHint({ hint, completeSingle: false, container, extraKeys: { Tab: () => Pass } } as never);
  container?.querySelector(".CodeMirror-hints")?.setAttribute("aria-label", "Terms");
}

const field = document.querySelector<HTMLTextAreaElement>("textarea#query");
if (field) {
  tame();
  upgrade(field);
}
