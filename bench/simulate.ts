// Simulated requests of both colors by the minute.
import type { Block } from '../controller/release/judge/sample';
import { createHitSampler } from './chance';
import type { Random } from './chance';

/** What both colors do in one minute of a scene: requests, and the rate of those that count against them. */
export interface Minute {
  readonly stable: { readonly count: number; readonly rate: number };
  readonly candidate: { readonly count: number; readonly rate: number };
}

/** Draws the hits of one minute. */
export type Draw = (random: Random) => Block;

/** Draws for every minute of a scene; equal minutes share their distribution. */
export function drawsOf(minutes: readonly Minute[]): readonly Draw[] {
  const known = new Map<string, Draw>();
  return minutes.map((minute) => {
    const key = JSON.stringify(minute);
    const draw = known.get(key) ?? drawOf(minute);
    known.set(key, draw);
    return draw;
  });
}

function drawOf({ stable, candidate }: Minute): Draw {
  const [ofStable, ofCandidate] = [
    createHitSampler(stable.count, stable.rate),
    createHitSampler(candidate.count, candidate.rate),
  ];
  return (random) => ({
    minutes: 1,
    stable: { count: stable.count, hits: ofStable(random) },
    candidate: { count: candidate.count, hits: ofCandidate(random) },
  });
}
