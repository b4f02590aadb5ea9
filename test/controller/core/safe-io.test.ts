// The output of a command: one call is one line, ctl's own styles survive, and nothing from outside does anything.
import { describe, expect, it } from '@jest/globals';
import type { Io } from '../../../controller/core/context';
import { printableJson } from '../../../controller/core/printable';
import { printLabelled, printLines, safeIo } from '../../../controller/core/safe-io';
import { createStyle } from '../../../controller/core/style';

function capture() {
  const seen: string[] = [];
  const push = (line: string): void => void seen.push(line);
  const io: Io = {
    out: push,
    err: push,
    redraw: (lines) => void seen.push(...lines),
    isTTY: true,
    columns: 80,
    color: true,
    confirm: (question) => Promise.resolve(seen.push(question) > 0),
  };
  return { seen, io: safeIo(io) };
}

describe('safeIo', () => {
  it('makes escape sequences of the styles of ctl', () => {
    const style = createStyle(true);
    const { seen, io } = capture();
    io.out(`${style.bold('b')} ${style.dim('d')} ${style.red('r')} ${style.yellow('y')}`);
    io.out(style.bold(style.blue('nested')));
    io.redraw?.([style.green('g')]);
    io.out(createStyle(false).red('plain'));
    expect(seen).toEqual([
      '\u001b[1mb\u001b[22m \u001b[2md\u001b[22m \u001b[31mr\u001b[39m \u001b[33my\u001b[39m',
      '\u001b[1m\u001b[34mnested\u001b[39m\u001b[22m',
      '\u001b[32mg\u001b[39m',
      'plain',
    ]);
  });

  it('strips every escape sequence that is not of these, also within them', () => {
    const { seen, io } = capture();
    io.out(createStyle(true).red('a\u001b[31mb\u001b[2J\u001b]8;;https://x\u0007c'));
    io.out('\u001b[1mbold\u001b[0m \0/31\0red');
    expect(seen).toEqual(['\u001b[31mabc\u001b[39m', 'bold /31red']);
  });

  it('makes one line of each call, on every way out', async () => {
    const { seen, io } = capture();
    io.out('a\n::error::b');
    io.err('a\r\nwarning: b\u001b[2J');
    io.redraw?.(['a\nb', '::c']);
    await io.confirm('Sure\u001b[2K?');
    expect(seen).toEqual(['a ::error::b', 'a warning: b', 'a b', ': :c', 'Sure?']);
  });
});

describe('printLabelled', () => {
  it('lets no line but the first begin as an error, a warning or a hint does', () => {
    const lines: string[] = [];
    printLabelled((line) => void lines.push(line), 'error', 'two\nprod.yaml:3: x\nhint: forged\u2028Error: forged');
    expect(lines).toEqual(['error: two', 'prod.yaml:3: x', '  hint: forged', '  Error: forged']);
  });
});

describe('printableJson', () => {
  it('has no sign that a terminal or a runner acts on, and parses to the same document', () => {
    const document = { text: '\u001b[2J\u009b1m\u202e\n##[error]x', list: ['::error::y', '\u2028'] };
    const text = printableJson(document);
    expect(text).not.toMatch(/[\u0080-\u009f\u202e]|##\[|^\s*::/m);
    expect(JSON.parse(text)).toEqual(document);
  });
});

describe('printLines', () => {
  it('prints each line of a text by itself', () => {
    const lines: string[] = [];
    printLines((line) => void lines.push(line), 'a\nb');
    expect(lines).toEqual(['a', 'b']);
  });
});
