/** Unit tests that stand beside their file. What needs a real browser is tested end to end, from Python. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  // Without this condition svelte resolves to its server half, in which effects never run.
  resolve: { conditions: ["browser"] },
  test: {
    environment: "node",
    include: ["{src,app,desk,tenant}/**/*.test.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
