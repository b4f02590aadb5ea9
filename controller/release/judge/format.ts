// Numbers as text, for reasons. Pure.
import type { Sample } from './sample';

/** A count with thousands separators, such as 8,310. */
export const formatCount = (value: number): string => value.toLocaleString('en-US');

/** A fraction in percent with two significant digits, such as 5.1 % or 0.023 %. */
export function formatPercent(part: number): string {
  const value = part * 100;
  const text = value >= 10 ? value.toFixed(1) : value.toPrecision(2);
  return `${Number(text)} %`;
}

/** The rate of a sample, such as "5.1 % failed of 940". */
export function formatRate({ count: of, hits }: Sample, word?: string): string {
  if (of === 0) return 'no requests';
  return [formatPercent(hits / of), ...(word === undefined ? [] : [word]), 'of', formatCount(of)].join(' ');
}

/** Evidence as odds, such as "3,200 to 1", from its logarithm. */
export function formatOdds(log: number): string {
  if (log > Math.log(1e9)) return 'more than a billion to 1';
  const value = Number(Math.exp(log).toPrecision(2));
  return `${value < 0.01 ? 'less than 0.01' : formatCount(value)} to 1`;
}

/** Milliseconds, such as "320 ms". */
export const formatMilliseconds = (value: number): string => `${formatCount(Math.round(value))} ms`;
