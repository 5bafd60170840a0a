// Compiles the public pages' style sheet into dist/portal, beside the one font they use and the icon.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../bootstrap.mjs';

/** @returns {Promise<void>} */
export async function buildPortalStyles() {
  // Loaded here and not above: the scripts must start before anything is installed.
  const sass = await import('sass');
  const uswds = path.join(root, 'node_modules', '@uswds', 'uswds');
  const out = path.join(root, 'dist', 'portal');
  const { css } = sass.compile(path.join(root, 'src', 'portal', 'styles', 'portal.scss'), {
    loadPaths: [path.join(uswds, 'packages')],
    quietDeps: true,
    style: 'compressed',
  });
  await mkdir(out, { recursive: true });
  await copyFile(
    path.join(uswds, 'dist/fonts/public-sans/PublicSans-Bold.woff2'),
    path.join(out, 'PublicSans-Bold.woff2'),
  );
  await copyFile(path.join(root, 'src', 'web', 'public', 'icon.svg'), path.join(out, 'icon.svg'));
  await writeFile(path.join(out, 'portal.css'), css);
}
