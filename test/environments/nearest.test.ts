// Which known name is near a mistyped one.
import { expect, it } from '@jest/globals';
import { findNearest } from '../../environments/nearest';

it.each([
  ['gren', ['green', 'blue'], 'green'],
  ['wbe', ['web', 'api'], 'web'],
  ['shfit', ['shift', 'stage'], 'shift'],
  ['green_wieght', ['green_weight', 'green_image'], 'green_weight'],
  ['Status', ['status'], 'status'],
])('%s is near %j', (name, known, expected) => {
  expect(findNearest(name, known)).toBe(expected);
});

it.each([
  ['foo', ['to', 'pull']],
  ['undo', ['unlock']],
  ['stop', ['down', 'up', 'status']],
  ['x', ['e', 'o']],
  ['home', ['path']],
])('%s is far from each of %j', (name, known) => {
  expect(findNearest(name, known)).toBeUndefined();
});
