// `npm run build`: the web app, if its sources have changed.
import { bootstrap } from './bootstrap.mjs';
import { ensureWebBuilt } from './lib/web.mjs';

await ensureWebBuilt(await bootstrap(), 'warn');
