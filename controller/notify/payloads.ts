// Builds what each kind of webhook accepts from an event. Pure.
import { formatEvent } from './message';
import type { ReleaseEvent } from './types';

/** For an incoming webhook of Slack ("Sending messages using incoming webhooks"), where & < > are markup and must be escaped. */
export const buildSlackBody = (event: ReleaseEvent): object => ({
  text: `${SIGN[event.kind]} ${formatEvent(event).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}`,
});

/**
 * For a webhook of the Workflows app of Microsoft Teams: a message with an Adaptive Card. It no longer accepts the cards of the
 * older connectors ("Create incoming webhooks with Workflows for Microsoft Teams").
 */
export const buildTeamsBody = (event: ReleaseEvent): object => ({
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
          {
            type: 'TextBlock',
            text: escapeMarkdown(formatEvent(event)),
            wrap: true,
            weight: 'Bolder',
            color: COLOR[event.kind],
          },
          { type: 'FactSet', facts: buildFacts(event) },
        ],
      },
    },
  ],
});

/** For any other webhook: the event itself, with its line of text. */
export const buildPlainBody = (event: ReleaseEvent): object => ({ ...event, text: formatEvent(event) });

const buildFacts = (event: ReleaseEvent): object[] =>
  [
    { title: 'Environment', value: event.environment },
    { title: 'Services', value: event.services.join(', ') },
    { title: 'Candidate', value: event.weight === null ? 'not known' : `${event.weight} %` },
    { title: 'Reason', value: event.reason ?? '' },
    { title: 'Rollout', value: event.rollout ?? '' },
    { title: 'By', value: event.by },
    { title: 'Time', value: event.time },
  ]
    .filter((fact) => fact.value !== '')
    .map((fact) => ({ ...fact, value: escapeMarkdown(fact.value) }));

/** Cards interpret some Markdown, whose characters are escaped here. */
const escapeMarkdown = (text: string): string => text.replaceAll(/[\\*_[\]`]/g, (sign) => `\\${sign}`);

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
