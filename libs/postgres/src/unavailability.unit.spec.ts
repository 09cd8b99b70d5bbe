import { expect, test } from 'vitest';
import { isUnavailable, isUnstorable } from './unavailability.ts';

const error = (message: string, code?: string) => Object.assign(new Error(message), code === undefined ? {} : { code });

test.each([
  error('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
  error('terminating connection due to administrator command', '57P01'),
  error('sorry, too many clients already', '53300'),
  error('the database system is starting up', '57P03'),
  error('Connection terminated unexpectedly'),
  error('timeout exceeded when trying to connect'),
])('a database that is away: %s', (away) => {
  expect(isUnavailable(away)).toBe(true);
});

test.each([
  error('duplicate key value violates unique constraint', '23505'),
  error('canceling statement due to statement timeout', '57014'),
  error('syntax error at or near "SELEKT"', '42601'),
  error('the "timeout" argument must be a number', 'ERR_INVALID_ARG_TYPE'),
  new TypeError('x is not a function'),
  'a text',
  undefined,
])('something else: %s', (other) => {
  expect(isUnavailable(other)).toBe(false);
});

test.each([
  ['22003', true],
  ['22021', true],
  ['54000', true],
  ['22P03', false],
  ['23505', false],
  ['53100', false],
  ['57014', false],
  ['XX000', false],
])('%s is about data that will never be taken: %s', (code, is) => {
  expect(isUnstorable(error('refused', code))).toBe(is);
});
