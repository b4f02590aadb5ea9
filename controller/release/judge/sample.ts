// Requests of both colors and how many of them count as hits, by blocks of time. Pure.

/** Requests of one color, and how many of them count against it: failed, slow or throttled. */
export interface Sample {
  readonly count: number;
  readonly hits: number;
}

/** A sample of no requests. */
export const NOTHING: Sample = { count: 0, hits: 0 };

/** Samples of both colors from the same time, and its length. */
export interface Block {
  readonly minutes: number;
  readonly stable: Sample;
  readonly candidate: Sample;
}

/** The rate of hits of each color, between 0 and 1. */
export interface Rates {
  readonly stable: number;
  readonly candidate: number;
}

/** All blocks as one. */
export const sumBlocks = (blocks: readonly Block[]): Block => ({
  minutes: blocks.reduce((sum, { minutes }) => sum + minutes, 0),
  stable: sumSamples(blocks.map((block) => block.stable)),
  candidate: sumSamples(blocks.map((block) => block.candidate)),
});

const sumSamples = (samples: readonly Sample[]): Sample => ({
  count: samples.reduce((sum, { count }) => sum + count, 0),
  hits: samples.reduce((sum, { hits }) => sum + hits, 0),
});
