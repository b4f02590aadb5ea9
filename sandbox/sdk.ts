// Lambda's copy of the AWS SDK, from a folder of this machine: linked beside the functions' code, where their runtimes look for it.
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Scopes of packages that Lambda's Node runtimes have ("Lambda runtimes", included SDK versions). */
const SCOPES = ['@aws-sdk', '@smithy'];
/** Where a folder may have packages: itself, a folder of npm, or the layout of a layer ("Packaging your layer content"). */
const NODE_FOLDERS = ['.', 'node_modules', 'nodejs/node_modules'];
const PYTHON_FOLDERS = ['.', 'python'];

/**
 * Links the packages that Lambda has, and no others of the folder, beside the unpacked code; removes the links of an earlier start.
 * Returns a warning when the folder has none of them.
 */
export function linkSdk(codeDir: string, sdkPath: string | undefined): string | undefined {
  const [node, python] = [join(codeDir, 'node_modules'), join(codeDir, 'python')];
  rmSync(node, { recursive: true, force: true });
  rmSync(python, { force: true });
  if (sdkPath === undefined) return undefined;
  const modules = findFolder(sdkPath, NODE_FOLDERS, '@aws-sdk');
  const packages = findFolder(sdkPath, PYTHON_FOLDERS, 'boto3');
  if (modules !== undefined) {
    mkdirSync(node, { recursive: true });
    for (const scope of SCOPES.filter((name) => existsSync(join(modules, name))))
      symlinkSync(realpathSync(join(modules, scope)), join(node, scope));
  }
  if (packages !== undefined) {
    mkdirSync(codeDir, { recursive: true });
    symlinkSync(realpathSync(packages), python);
  }
  return modules === undefined && packages === undefined
    ? `sandbox.sdk_path ${sdkPath} has neither @aws-sdk nor boto3; install them there with npm or pip install --target`
    : undefined;
}

function findFolder(root: string, folders: readonly string[], wanted: string): string | undefined {
  return folders.map((folder) => join(root, folder)).find((folder) => existsSync(join(folder, wanted)));
}
