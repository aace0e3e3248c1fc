/**
 * Builds one set of files per audience into ../build/pwa: the technician app and the desk as HTML entries, the
 * tenant pages as scripts whose hashed names the server looks up in the manifest.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import {
  build,
  defineConfig,
  type BuildEnvironmentOptions,
  type Manifest,
  type Plugin,
} from "vite";

const root = import.meta.dirname;
const output = resolve(root, "../build/pwa");
const publicFolder = join(root, "public");
const texts = join(root, "src/text");
const technicianEntry = "app/index.html";
const technicianManifest = ".vite/app.json";
const oldestBrowsers = ["es2022", "safari16.4", "chrome107", "firefox115"];
const server = `http://127.0.0.1:${process.env["VOORAF_PORT"] ?? "8000"}`;

/** What both builds of screens have in common. */
const screens: BuildEnvironmentOptions = {
  target: oldestBrowsers,
  outDir: output,
  modulePreload: { polyfill: false },
  // Fonts stay files: inlined in the style sheet they would be loaded by everybody, at once.
  assetsInlineLimit: (file) => (file.endsWith(".woff2") ? false : undefined),
};

/**
 * Svelte says of none of its files that they may be left out. These only define something: bound fields and sizes, keyed
 * blocks, elements of which the name is not known, custom elements. So they come with the screen that uses them.
 */
const onlyDefines =
  /svelte\/src\/(legacy|internal\/client\/dom\/(elements\/(bindings\/(input|size|universal|media|navigator|window|props)|custom|transitions)|blocks\/(svelte-head|svelte-element|key)))/;
const treeshake = { moduleSideEffects: [{ test: onlyDefines, sideEffects: false }] };

/** The first screen of the technician's app is one file: compressed as one it is smaller, and asked for at once. */
const firstScreenAsOne = {
  includeDependenciesRecursively: false,
  groups: [{ name: "first", tags: ["$initial" as const] }],
};

/** Small files cost a tenant's phone more than their bytes: what each page has, and what each page behind a link has. */
const tenantsTogether = {
  includeDependenciesRecursively: false,
  groups: [
    { name: "words", test: /tenant\/(words|device)\.ts/ },
    {
      name: "opened",
      test: /tenant\/(link|fresh-page|offered-link|undecided|what-waits)\.ts/,
    },
  ],
};

interface PrecacheEntry {
  url: string;
  revision: string | null;
}

const isStyle = (name: string): boolean => name.endsWith(".css");

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** What a page or style sheet names itself: the manifest leaves out fonts of a style sheet that two entries share. */
function assetsNamedIn(file: string): string[] {
  const names = readFileSync(join(output, file), "utf8").matchAll(/\/(assets\/[\w.-]+)/g);
  return [...names].map((match) => String(match[1]));
}

/** Everything one entry can ever load: scripts (also those loaded on demand), styles, fonts. */
function reachableFrom(entry: string): string[] {
  const manifest = JSON.parse(readFileSync(join(output, technicianManifest), "utf8")) as Manifest;
  const files = new Set(assetsNamedIn(entry));
  const visited = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    // sv-router's route checker is a chunk that only development loads.
    if (!chunk || visited.has(key) || key.includes("validate-routes")) return;
    visited.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next);
  };
  visit(entry);
  for (const style of [...files].filter((file) => file.endsWith(".css"))) {
    for (const font of assetsNamedIn(style)) files.add(font);
  }
  // Web workers are missing from the manifest; their names come from the file that holds their source.
  for (const file of filesUnder(join(output, "assets"))) {
    if (/[.-]worker-/.test(file)) files.add(`assets/${file}`);
  }
  return [...files];
}

function precacheList(): PrecacheEntry[] {
  const unhashed = [technicianEntry, ...filesUnder(publicFolder)].map((file) => ({
    url: `/${file}`,
    revision: createHash("sha256")
      .update(readFileSync(join(output, file)))
      .digest("hex")
      .slice(0, 16),
  }));
  // A hashed name is its own revision.
  const hashed = reachableFrom(technicianEntry).map((file) => ({
    url: `/${file}`,
    revision: null,
  }));
  return [...unhashed, ...hashed];
}

/** Built by itself: in one build its share of the runtime would be downloaded by every phone (46 kB for 39). */
function alone(
  name: string,
  input: Record<string, string>,
  more: Pick<BuildEnvironmentOptions, "manifest"> & { output?: object } = {},
): Plugin {
  return {
    name: `vooraf-${name}`,
    apply: "build",
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        await build({
          root,
          configFile: false,
          logLevel: "warn",
          publicDir: false,
          plugins: [svelte()],
          build: {
            ...screens,
            emptyOutDir: false,
            manifest: more.manifest ?? false,
            rolldownOptions: {
              checks: { pluginTimings: false },
              input,
              treeshake,
              output: more.output ?? {},
              // What a page asks for by its address, it asks for something.
              preserveEntrySignatures: "allow-extension",
            },
          },
          worker: { format: "es" },
        });
      },
    },
  };
}

const desk = { desk: join(root, "desk/index.html") };
const tenantPages = {
  report: join(root, "tenant/report.ts"),
  photoField: join(root, "tenant/photo-field.ts"),
  case: join(root, "tenant/case.ts"),
  caseLater: join(root, "tenant/case-later.ts"),
  chat: join(root, "tenant/chat.ts"),
  guest: join(root, "tenant/guest.ts"),
  madeLink: join(root, "tenant/made-link.ts"),
  outside: join(root, "tenant/outside.ts"),
  aloud: join(root, "tenant/aloud.ts"),
  readAloud: join(root, "tenant/read-aloud.ts"),
};

/** A file of its own at a fixed address. The technician's comes last: it carries the list of what its app needs offline. */
function serviceWorker(source: string, file: string): Plugin {
  return {
    name: `vooraf-service-worker-${file}`,
    apply: "build",
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        await build({
          root,
          configFile: false,
          logLevel: "warn",
          publicDir: false,
          define: {
            "self.__WB_MANIFEST": JSON.stringify(precacheList()),
            "process.env.NODE_ENV": JSON.stringify("production"),
          },
          build: {
            target: oldestBrowsers,
            outDir: output,
            emptyOutDir: false,
            modulePreload: false,
            rolldownOptions: {
              input: join(root, source),
              output: { format: "iife", entryFileNames: file, codeSplitting: false },
            },
          },
        });
      },
    },
  };
}

/** The server speaks the same sentences as the screens, so the language files travel with the build. */
function languageFiles(): Plugin {
  return {
    name: "vooraf-language-files",
    apply: "build",
    generateBundle() {
      for (const file of filesUnder(texts).filter((name) => name.endsWith(".json"))) {
        this.emitFile({
          type: "asset",
          fileName: `text/${file}`,
          source: readFileSync(join(texts, file)),
        });
      }
    },
  };
}

/** Puts a brotli and a gzip copy beside every text file, so that the server never compresses one itself. */
function precompress(): Plugin {
  return {
    name: "vooraf-precompress",
    apply: "build",
    closeBundle: {
      order: "post",
      sequential: true,
      handler() {
        for (const name of filesUnder(output)) {
          if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name) || name.startsWith(".vite"))
            continue;
          const content = readFileSync(join(output, name));
          if (content.length < 512) continue;
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
          writeFileSync(join(output, `${name}.br`), brotliCompressSync(content, quality));
          writeFileSync(join(output, `${name}.gz`), gzipSync(content, { level: 9 }));
        }
      },
    },
  };
}

/** During development a deep link such as /app/jobs/3 gets the app's page, as the server does in production. */
function deepLinks(): Plugin {
  return {
    name: "vooraf-deep-links",
    apply: "serve",
    configureServer(development) {
      development.middlewares.use((request, _response, next) => {
        const wantsPage = request.headers.accept?.includes("text/html") ?? false;
        const app = /^\/(app|desk)(\/|$)/.exec(request.url?.split("?")[0] ?? "");
        if (wantsPage && app) request.url = `/${String(app[1])}/index.html`;
        next();
      });
    },
  };
}

export default defineConfig({
  root,
  publicDir: publicFolder,
  plugins: [
    svelte(),
    languageFiles(),
    alone("desk", desk),
    alone("tenant-pages", tenantPages, {
      manifest: true,
      output: { codeSplitting: tenantsTogether },
    }),
    serviceWorker("tenant/phone-worker.ts", "phone-worker.js"),
    serviceWorker("src/offline/service-worker.ts", "sw.js"),
    precompress(),
    deepLinks(),
  ],
  build: {
    ...screens,
    // Scripts of a screen behind the first are found by their imports: the worker has them, and naming them costs 0.4 kB.
    modulePreload: { polyfill: false, resolveDependencies: (_, names) => names.filter(isStyle) },
    emptyOutDir: true,
    manifest: technicianManifest,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { app: join(root, technicianEntry) },
      treeshake,
      output: { codeSplitting: firstScreenAsOne },
    },
  },
  worker: { format: "es" },
  server: {
    // Vite serves the two apps, their sources and its own socket at "/"; all the rest is the server's.
    proxy: {
      "^/signalling": { target: server, ws: true },
      "^/(?!app(/|$)|desk(/|$)|src/|tenant/|node_modules/|@)": { target: server },
    },
  },
});
