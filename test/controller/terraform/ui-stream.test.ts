// Parsing the lines that Terraform prints with -json.
import { describe, expect, it } from '@jest/globals';
import { parseUiLine } from '../../../controller/terraform/ui-stream';

const hook = { resource: { addr: 'aws_lb_listener_rule.production' }, action: 'update' };

describe('parseUiLine', () => {
  it.each([
    ['apply_start', 'started'],
    ['apply_progress', 'progress'],
    ['apply_complete', 'completed'],
    ['apply_errored', 'errored'],
  ])('reads %s as %s', (type, kind) => {
    expect(parseUiLine(JSON.stringify({ '@message': 'Modifying...', type, hook }))).toEqual({
      kind,
      address: 'aws_lb_listener_rule.production',
      text: 'Modifying...',
    });
  });

  it('reads a diagnostic without an address', () => {
    const diagnostic = { severity: 'error', summary: 'Invalid value', detail: 'must be a number' };
    expect(parseUiLine(JSON.stringify({ type: 'diagnostic', diagnostic }))).toEqual({
      kind: 'diagnostic',
      diagnostic: { ...diagnostic, address: undefined },
    });
  });

  it.each(['', 'not json', '[]', '{"type":"version","terraform":"1.11.4"}', '{"type":"refresh_start"}'])(
    'ignores %j',
    (line) => {
      expect(parseUiLine(line)).toBeUndefined();
    },
  );
});
