import { createContext } from 'react';

/** Whether a Page, and with it an h1, is around. What stands alone on the screen brings its own. */
export const InPage = createContext(false);
