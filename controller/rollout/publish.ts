// What happened to a rollout: said to the user, noted in the journal at its end, and told to those who asked.
import type { Event, RolloutState } from '../release';
import type { Drive } from './driver-loop';
import { journalEnd } from './journal-end';
import { readGround } from './preconditions';
import { lineOf, newsOf } from './events';

/** Says and tells what an event led to. */
export async function tellOf(on: Drive, before: RolloutState, after: RolloutState, event: Event): Promise<void> {
  const line = lineOf(before, after, event);
  if (line) on.say(line, after);
  const news = newsOf(before, after);
  if (!news) return;
  const ground = await readGround(on.context, on.file, after, true);
  journalEnd(on.context, after, ground);
  for (const warning of await on.senses.tell(news, after, ground)) on.say(`warning: ${warning}`, after);
}
