// The workflows for GitHub Actions: what they pass to each other.
import { describe, expect, it } from '@jest/globals';
import { RELEASE, caller, reusable, steps } from './workflows';

describe('the reusable workflow', () => {
  it('puts no input into a script as text', () => {
    expect(RELEASE).not.toBe('');
    expect(steps.filter((one) => one.run?.includes('${{'))).toEqual([]);
  });
});

describe('the workflow that calls it', () => {
  it('gives every required input, and no unknown one', () => {
    const { inputs } = reusable.on.workflow_call;
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required);
    for (const job of Object.values(caller.jobs)) {
      expect(job.uses).toBe('./.github/workflows/release.yml');
      expect(required.filter((name) => !(name in job.with))).toEqual([]);
      expect(Object.keys(job.with).filter((name) => !(name in inputs))).toEqual([]);
    }
  });
});
