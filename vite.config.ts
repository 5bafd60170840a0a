import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, transformWithOxc } from 'vite';
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

/** The pages an officer needs where there is no network, and their words. Others are kept once they were opened. */
const neededOffline = [
  /\/src\/web\/(activities|calls|incidents|obligations|outbox)\//,
  // A locked page must be able to say so.
  /\/src\/web\/session\/lock\.tsx$/,
  /\/src\/catalogs\/[^/]+\/(account|activities|calls|common|incidents|obligations|terms|web)\.json$/,
];

/** Emits src/web/offline/worker.ts as /app/service-worker.js, with the files it keeps from the start and their version. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const start = new Set<string>();
      const need = (file: string): void => {
        const part = bundle[file];
        if (part === undefined || start.has(file)) return;
        start.add(file);
        if (part.type === 'chunk') for (const imported of part.imports) need(imported);
      };
      for (const part of Object.values(bundle)) {
        if (part.type === 'asset') {
          if (/\.(css|svg|woff2)$/.test(part.fileName)) need(part.fileName);
        } else if (part.isEntry || neededOffline.some((pages) => pages.test(part.facadeModuleId ?? ''))) {
          need(part.fileName);
        }
      }
      const own = await readdir(here('./src/web/public'));
      const files = [...own, ...start].sort().map((file) => `/app/${file}`);
      const place = here('./src/web/offline/worker.ts');
      const { code } = await transformWithOxc(await readFile(place, 'utf8'), place);
      // Names of built files carry the hash of what they hold: together they tell one build from another.
      const version = createHash('sha256')
        .update(JSON.stringify([Object.keys(bundle).sort(), own, code]))
        .digest('hex')
        .slice(0, 16);
      const told = `const APP_VERSION = ${JSON.stringify(version)};\nconst APP_FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: told + code });
    },
  };
}

export default defineConfig({
  root: here('./src/web'),
  base: '/app/',
  plugins: [react(), iconShapes(), serviceWorker()],
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
    rolldownOptions: {
      output: {
        // zod together with its setting, so that no chunk can make a schema before the setting is made.
        codeSplitting: { groups: [{ name: 'zod', test: /[\\/]node_modules[\\/]zod[\\/]|[\\/]zod-without-eval\.ts$/ }] },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
