/**
 * The second auditor on products of any size: `node tests/disclosure/second.ts 20 dash bound`. Prints what it finds, and
 * fails where that is anything. Slow where many cells are withheld: all its arithmetic is exact.
 */
import { loadSolver } from '../../src/disclosure/solver.ts';
import { formulas, protectedProduct } from './products.ts';
import { secondAudit } from './second-auditor.ts';

const [schools = '5', name = 'dash', protect = 'exact', seed = '7'] = process.argv.slice(2);
const product = (['dash', 'cross', 'mid'] as const).find((each) => each === name);
const level = (['exact', 'bound', 'full'] as const).find((each) => each === protect);
if (product === undefined || level === undefined)
  throw new Error('usage: second.ts SCHOOLS dash|cross|mid exact|bound|full [SEED]');
const policy = { threshold: 10, zeros: 'published', protect: level } as const;
const { table, unprotected } = protectedProduct(Number(schools), product, policy, await loadSolver(), Number(seed));
const began = performance.now();
const found = secondAudit(table, 1, level === 'exact' ? null : policy.threshold);
const computable = found.exact.length + found.exactInIntegers.length + found.belowBound.length;
const seconds = ((performance.now() - began) / 1_000).toFixed(1);
const figures = `exact ${found.exact.length}, in whole numbers ${found.exactInIntegers.length}, below ${found.belowBound.length}`;
console.log(
  `${formulas[product]}, ${schools} schools, ${level}: ${figures}; unprotected ${unprotected.length}; ${seconds} s`,
);
if (!found.possible || computable > 0 || unprotected.length > 0) process.exitCode = 1;
