// The environment variables of the Terraform process.
import { describe, expect, it } from '@jest/globals';
import { buildProcessEnv } from '../../../controller/terraform/process';

describe('buildProcessEnv', () => {
  it("keeps the user's variables", () => {
    expect(buildProcessEnv({ AWS_PROFILE: 'prod' })).toMatchObject({ AWS_PROFILE: 'prod', TF_INPUT: '0' });
  });

  it('keeps providers in the XDG cache, so that deleting the output folder costs no download', () => {
    expect(buildProcessEnv({ XDG_CACHE_HOME: '/cache' })).toMatchObject({
      TF_PLUGIN_CACHE_DIR: '/cache/teal/terraform-plugins',
    });
    expect(buildProcessEnv({ HOME: '/home/alice' }).TF_PLUGIN_CACHE_DIR).toBe(
      '/home/alice/.cache/teal/terraform-plugins',
    );
  });

  it.each([{ TF_PLUGIN_CACHE_DIR: '/own' }, { TF_CLI_CONFIG_FILE: '/own/terraformrc' }])(
    'sets no cache when the user has set up one: %j',
    (env) => {
      expect(buildProcessEnv(env).TF_PLUGIN_CACHE_DIR).toBe(env.TF_PLUGIN_CACHE_DIR);
      expect(buildProcessEnv(env)).not.toHaveProperty('TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE');
    },
  );
});
