// Environment files for tests: a valid one, and the problems of others.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError, parseEnvironment } from '../../environments';
import type { Problem } from '../../environments';

const DIGEST = 'a'.repeat(64);

/** An image by digest. */
export const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/api@sha256:${DIGEST}`;

/** A temporary folder with environments/ and a package in it. */
export function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'teal-environments-'));
  mkdirSync(join(root, 'environments'));
  mkdirSync(join(root, 'code'));
  writeFileSync(join(root, 'code', 'index.js'), 'exports.handler = async () => ({ statusCode: 200 });\n');
  return root;
}

/** A service on images, one field a line; `changes` replaces or adds fields, undefined removes one. */
export function service(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const fields = {
    hostnames: '[api.example.com]',
    priority: '100',
    blue_image: IMAGE,
    green_image: IMAGE,
    active_color: 'blue',
    green_weight: '0',
    ...changes,
  };
  return Object.entries(fields)
    .flatMap(([key, value]) => (value === undefined ? [] : [`    ${key}: ${value}`]))
    .join('\n');
}

/** A file with these services on an existing load balancer. */
export const fileOf = (services: Readonly<Record<string, string>>, top = ''): string =>
  [
    'load_balancer: { existing: { listener_arn: arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/x/1/2 } }',
    ...(top ? [top] : []),
    'services:',
    ...Object.entries(services).map(([name, text]) => `  ${name}:\n${text}`),
    '',
  ].join('\n');

/** All problems of a text, errors and warnings. */
export function problemsOf(text: string, file = '/nowhere/environments/prod.yaml'): readonly Problem[] {
  try {
    return parseEnvironment(text, file).warnings;
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

/** The problems as `severity field: message`. */
export const problemLines = (text: string, file?: string): string[] =>
  problemsOf(text, file).map(({ severity, field, message }) => `${severity} ${field}: ${message}`);
