// Two samples of yes and no, one per color, and how a pair of rates explains them. Pure.

/** Requests of one color, and those of them that count against it: failed, slow, throttled. */
export interface Sample {
  readonly count: number;
  readonly hits: number;
}

/** What both colors did during the same time, and how long that was. */
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
export const total = (blocks: readonly Block[]): Block => ({
  minutes: blocks.reduce((sum, { minutes }) => sum + minutes, 0),
  stable: sumOf(blocks.map((block) => block.stable)),
  candidate: sumOf(blocks.map((block) => block.candidate)),
});

const sumOf = (samples: readonly Sample[]): Sample => ({
  count: samples.reduce((sum, { count }) => sum + count, 0),
  hits: samples.reduce((sum, { hits }) => sum + hits, 0),
});
