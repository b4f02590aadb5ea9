// Numbers as a reason has them. Pure.
import type { Sample } from './sample';

/** A count with its thousands apart, such as 8,310. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** A part in percent with two digits that say something, such as 5.1 % or 0.023 %. */
export function percent(part: number): string {
  const value = part * 100;
  const text = value >= 10 ? value.toFixed(1) : value.toPrecision(2);
  return `${Number(text)} %`;
}

/** The rate of a sample, such as "5.1 % failed of 940". */
export function rateOf({ count: of, hits }: Sample, word?: string): string {
  if (of === 0) return 'none';
  return [percent(hits / of), ...(word === undefined ? [] : [word]), 'of', count(of)].join(' ');
}

/** Evidence as odds, such as "3,200 to 1", from its logarithm. */
export function odds(log: number): string {
  if (log > Math.log(1e9)) return 'more than a billion to 1';
  const value = Number(Math.exp(log).toPrecision(2));
  return `${value < 0.01 ? 'less than 0.01' : count(value)} to 1`;
}

/** Milliseconds, such as "320 ms". */
export const milliseconds = (value: number): string => `${count(Math.round(value))} ms`;
