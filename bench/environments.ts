// Environments of any size for the figures, each in a project folder of its own.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(__dirname, '..');

/** Makes a project folder with one environment, `bench` and the number of its services, and returns its path. */
export function projectOf(services: number, endpoint: string): string {
  const root = mkdtempSync(join(tmpdir(), 'teal-bench-'));
  mkdirSync(join(root, 'environments'));
  cpSync(join(repository, 'examples'), join(root, 'examples'), { recursive: true });
  cpSync(join(repository, 'cdktf.json'), join(root, 'cdktf.json'));
  const names = Array.from({ length: services }, (_, index) => index);
  writeFileSync(join(root, `environments/bench${services}.yaml`), header(endpoint) + names.map(service).join(''));
  return root;
}

const header = (endpoint: string): string => `target: aws
region: us-east-1
emulator_endpoint: ${endpoint}
network: { create: {} }
load_balancer: { create: { deletion_protection: false } }
services:
`;

const service = (index: number): string => `  s${index}:
    hostnames: [s${index}.example.com]
    priority: ${100 + index * 10}
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../examples/hello-node/v1
    green_package: ../examples/hello-node/v2
    active_color: blue
    green_weight: 0
`;
