// The environment variables that Terraform is run with.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../core/context';

/** The user's variables, those that keep Terraform from asking and calling home, and a plugin cache where the user has none. */
export function terraformEnv(env: Context['env']): Record<string, string | undefined> {
  return { ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1', ...pluginCache(env) };
}

/**
 * Where providers are kept between stacks. A new lock file may take checksums from the cache (the second variable), since lock
 * files stand in cdktf.out and every provider is pinned; without it each stack would download the provider again.
 */
function pluginCache(env: Context['env']): Record<string, string> {
  if (env.TF_PLUGIN_CACHE_DIR !== undefined || env.TF_CLI_CONFIG_FILE !== undefined) return {};
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return {
    TF_PLUGIN_CACHE_DIR: join(cache, 'teal', 'terraform-plugins'),
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1',
  };
}
