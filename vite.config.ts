import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { iconNames } from './src/web/ui/icon-names.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * `virtual:icon-shapes`: the path data of the few USWDS icons the app uses, read from the installed package at build
 * time, so that icons appear with the script and no whole sprite is sent.
 */
function iconShapes(): Plugin {
  const id = '\0icon-shapes';
  return {
    name: 'icon-shapes',
    resolveId: (source) => (source === 'virtual:icon-shapes' ? id : undefined),
    async load(loaded) {
      if (loaded !== id) return undefined;
      const shapes: Record<string, string> = {};
      for (const name of iconNames) {
        const svg = await readFile(here(`./node_modules/@uswds/uswds/dist/img/usa-icons/${name}.svg`), 'utf8');
        const paths = [...svg.matchAll(/<path\b[^>]*>/g)].map((match) => match[0]);
        const drawn = paths.filter((path) => !path.includes('fill="none"'));
        const data = drawn.map((path) => / d="([^"]+)"/.exec(path)?.[1]);
        if (data.length === 0 || data.includes(undefined) || /<(circle|rect|polygon|g)\b/.test(svg)) {
          throw new Error(`Icon ${name} is not made of plain paths; choose another.`);
        }
        shapes[name] = data.join('');
      }
      return `export const iconShapes = ${JSON.stringify(shapes)};`;
    },
  };
}

export default defineConfig({
  root: here('./src/web'),
  base: '/app/',
  plugins: [react(), iconShapes()],
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [here('./node_modules/@uswds/uswds/packages')], quietDeps: true },
    },
  },
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    // The content security policy allows no data: addresses for fonts and scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
