// The environment variables that Terraform is run with.
import { describe, expect, it } from '@jest/globals';
import { terraformEnv } from '../../../controller/terraform/process-env';

describe('terraformEnv', () => {
  it("keeps the user's variables", () => {
    expect(terraformEnv({ AWS_PROFILE: 'prod' })).toMatchObject({ AWS_PROFILE: 'prod', TF_INPUT: '0' });
  });

  it('keeps providers in the XDG cache, so that deleting the output folder costs no download', () => {
    expect(terraformEnv({ XDG_CACHE_HOME: '/cache' })).toMatchObject({
      TF_PLUGIN_CACHE_DIR: '/cache/teal/terraform-plugins',
    });
    expect(terraformEnv({ HOME: '/home/alice' }).TF_PLUGIN_CACHE_DIR).toBe('/home/alice/.cache/teal/terraform-plugins');
  });

  it.each([{ TF_PLUGIN_CACHE_DIR: '/mine' }, { TF_CLI_CONFIG_FILE: '/mine/terraformrc' }])(
    'leaves the cache to a user who set it up: %j',
    (env) => {
      expect(terraformEnv(env).TF_PLUGIN_CACHE_DIR).toBe(env.TF_PLUGIN_CACHE_DIR);
      expect(terraformEnv(env)).not.toHaveProperty('TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE');
    },
  );
});
