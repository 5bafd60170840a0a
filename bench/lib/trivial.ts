// What the measured server is compared with: the same web framework and driver, nothing of the product.
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
const app = Fastify();
await app.register(fastifyStatic, { root: process.env.FILES ?? '/', prefix: '/files/' });
app.get('/select-1', async () => (await pool.query('SELECT 1 AS one')).rows[0]);
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
process.once('SIGTERM', async () => {
  await app.close();
  await pool.end();
});
