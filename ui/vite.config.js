// Two bundles, each one file: `vite build --mode islands` and `--mode offline`.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  logLevel: "warn",
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    outDir: fileURLToPath(new URL("../kg/views/assets/built", import.meta.url)),
    emptyOutDir: false,
    sourcemap: false,
    minify: "terser",
    terserOptions: { ecma: 2020, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false } },
    reportCompressedSize: false,
    copyPublicDir: false,
    lib: {
      entry: fileURLToPath(new URL(`src/${mode}.ts`, import.meta.url)),
      formats: ["iife"],
      name: "kg",
      fileName: () => `${mode}.js`,
    },
  },
}));
