// What each kind of webhook takes, made from an event. Pure.
import { textOf } from './message';
import type { ReleaseEvent } from './types';

/** Of Slack, an incoming webhook ("Sending messages using incoming webhooks"); & < > are its markup and must be escaped. */
export const slackBody = (event: ReleaseEvent): object => ({
  text: `${SIGN[event.kind]} ${textOf(event).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}`,
});

/**
 * Of Microsoft Teams, a webhook of the Workflows app: a message that holds an Adaptive Card, as the older connectors' cards are no
 * longer taken ("Create incoming webhooks with Workflows for Microsoft Teams").
 */
export const teamsBody = (event: ReleaseEvent): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          { type: 'TextBlock', text: plain(textOf(event)), wrap: true, weight: 'Bolder', color: COLOR[event.kind] },
          { type: 'FactSet', facts: facts(event) },
        ],
      },
    },
  ],
});

/** Of anything else: the event as it is, with its line. */
export const plainBody = (event: ReleaseEvent): object => ({ ...event, text: textOf(event) });

const facts = (event: ReleaseEvent): object[] =>
  [
    { title: 'Environment', value: event.environment },
    { title: 'Services', value: event.services.join(', ') },
    { title: 'Candidate', value: `${event.weight} %` },
    { title: 'Reason', value: event.reason ?? '' },
    { title: 'Rollout', value: event.rollout ?? '' },
    { title: 'By', value: event.by },
    { title: 'Time', value: event.time },
  ]
    .filter((fact) => fact.value !== '')
    .map((fact) => ({ ...fact, value: plain(fact.value) }));

/** Cards read some Markdown; what belongs to it is shown as it is written. */
const plain = (text: string): string => text.replaceAll(/[\\*_[\]`]/g, (sign) => `\\${sign}`);

type Kind = ReleaseEvent['kind'];

const SIGN: Readonly<Record<Kind, string>> = {
  started: ':rocket:',
  shifted: ':arrow_forward:',
  paused: ':double_vertical_bar:',
  resumed: ':arrow_forward:',
  'approval-needed': ':raised_hand:',
  promoted: ':white_check_mark:',
  settled: ':white_check_mark:',
  'rolled-back': ':leftwards_arrow_with_hook:',
  aborted: ':octagonal_sign:',
};

/** Colors of a TextBlock ("TextBlock", Adaptive Cards schema). */
const COLOR: Readonly<Record<Kind, 'Default' | 'Good' | 'Warning' | 'Attention'>> = {
  started: 'Default',
  shifted: 'Default',
  paused: 'Warning',
  resumed: 'Default',
  'approval-needed': 'Warning',
  promoted: 'Good',
  settled: 'Good',
  'rolled-back': 'Attention',
  aborted: 'Attention',
};
