import { z } from 'zod';

// zod would try whether it may compile its checks with `new Function`, which the content security policy rightly
// refuses. A module of its own, imported first: schemas probe when they are made, at import.
z.config({ jitless: true });
