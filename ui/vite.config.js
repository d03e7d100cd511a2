// Two bundles, each one file: `vite build --mode explorer`, and `--mode sparql` with its style sheet.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// Yasqe carries a fallback that evaluates JSON; no browser of today reaches it, and the policy would refuse it.
const KNOWN = "EVAL";

const moduleOf = (name) => [
  new RegExp(`require_${name} = /\\* @__PURE__ \\*/ __commonJSMin\\([^]*?\\n\\}\\)\\)`),
  `require_${name} = () => ({})`,
];
const methodOf = (name) => [new RegExp(`\\n\\t${name}\\(.*\\) \\{\\n[^]*?\\n\\t\\}\\n`), `\n\t${name}() {}\n`];

// What the editor carries and never uses here: the prefixes of prefix.cc, its memory, its completers and what asks LOV
// for their terms, its own way to ask, its buttons and the cleaner of their pictures, its mark of a fault, folds of XML.
// Its options were merged by lodash; only its keys lie deeper than one level.
const UNUSED = [
  [/prefixes_default = \{[^}]*\}/, "prefixes_default = {}"],
  [/\/\/#region node_modules\/lodash-es\/[^]*?\/\/#endregion/g, ""],
  [/\/\/#region node_modules\/dompurify\/[^]*?var purify = createDOMPurify\(\)/, 'var purify = { sanitize: () => "" }'],
  [/completers = \[[^\]]*\]/, "completers = []"],
  [/Completer = class extends[^]*?\n\}/, "Completer = null"],
  [/_Yasqe\.Sparql = sparql_exports, /, ""],
  [/merge\(\{\}, e\.defaults, n\)/, "{ ...e.defaults, ...n, extraKeys: { ...e.defaults.extraKeys, ...n.extraKeys } }"],
  ...["store_legacy", "query_string", "events", "xml_fold", "searchcursor", "matchesonscrollbar"].map(moduleOf),
  ...["drawButtons", "updateQueryButton", "drawResizer", "checkSyntax", "enableCompleter"].map(methodOf),
  ...["query", "getUrlParams", "configToQueryParams", "getAsCurlString"].map(methodOf),
];

// What a graph can do and is never asked here: to be copied, written out, read in, and taken apart piece by piece;
// by dropNode sigma knows a graph.
const NEVER_ASKED = [
  ...["inspect", "import", "export", "copy", "emptyCopy", "nullCopy", "updateNode", "dropEdge", "opposite"],
  ...["dropDirectedEdge", "dropUndirectedEdge", "updateEachNodeAttributes", "updateEachEdgeAttributes"],
].map((name) => [new RegExp(`\\n  ${name}\\([^)]*\\) \\{\\n[^]*?\\n  \\}\\n`), "\n"]);

const CUT = { "yasqe.esm.js": UNUSED, "graphology.mjs": NEVER_ASKED };

/** Leave that out; a version of a library in which it is written otherwise is refused. */
const withoutUnused = {
  name: "without-unused",
  transform(code, id) {
    const name = Object.keys(CUT).find((file) => id.endsWith(file));
    return (CUT[name] ?? []).reduce((text, [pattern, instead]) => {
      if (text.search(pattern) < 0) throw new Error(`${name} is another: no ${pattern}`);
      return text.replace(pattern, () => instead);
    }, code);
  },
};

export default defineConfig(({ mode }) => ({
  logLevel: "warn",
  plugins: [withoutUnused],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    outDir: fileURLToPath(new URL("../kg/views/assets/built", import.meta.url)),
    emptyOutDir: false,
    sourcemap: false,
    // what stands in the offline file is made smaller with more effort
    minify: "terser",
    // CodeMirror calls its functions with new, which arrows refuse
    terserOptions: { ecma: 2020, compress: { passes: 3, unsafe_arrows: mode !== "sparql" }, format: { comments: false } },
    reportCompressedSize: false,
    copyPublicDir: false,
    rollupOptions: { onwarn: (warning, warn) => (warning.code === KNOWN ? undefined : warn(warning)) },
    lib: {
      entry: fileURLToPath(new URL(`src/${mode}.ts`, import.meta.url)),
      formats: ["iife"],
      name: "kg",
      fileName: () => `${mode}.js`,
      cssFileName: mode,
    },
  },
}));
