// One service's stack: both colors, the rules that split the traffic between them, and their alarms.
import { TerraformStack } from 'cdktf';
import type { App } from 'cdktf';
import type { Environment, Service } from '../environments/schema';
import { builtFunction } from '../environments/service';
import { serviceStackName } from '../environments/stack-names';
import { COLORS } from '../routing';
import { addAlarms } from './alarms';
import { addBackend } from './backend';
import { codeConfig } from './code';
import { addColor } from './color';
import type { ColorResources } from './color';
import { foundationOutputs } from './foundation-outputs';
import { addKeepWarm } from './keep-warm';
import type { Place } from './names';
import { addOutputs } from './outputs';
import { addProvider } from './provider';
import { addRoles } from './role';
import { addRules } from './rules';
import type { Rules } from './rules';
import { addVpc } from './vpc';

/** Builds a service's stack. Construct ids come from role and color alone and are a contract: a new id is a new resource. */
export function addService(
  app: App,
  foundationStack: TerraformStack,
  environment: Environment,
  service: Service,
  place: Place,
): TerraformStack {
  const stack = new TerraformStack(app, serviceStackName(environment.name, service.name));
  addBackend(stack, environment, place);
  addProvider(stack, environment, { Service: service.name }, service.tags);
  const foundation = foundationOutputs(stack, foundationStack, environment);
  const functions = COLORS.map((color) => builtFunction(service, color));
  const roles = addRoles(stack, service, functions);
  const vpcs = addVpc(stack, service, functions, foundation);
  const colors = functions.map((fn, index) => {
    const role = roles[index];
    if (!role) throw new Error(`no role for ${fn.name}`);
    const code = codeConfig(fn, environment, place, stack.node.id);
    const published = service.versions?.[fn.color]?.published;
    return addColor(stack, fn, code, { service, role, vpc: vpcs[index], published });
  });
  const rules = addRules(stack, service, foundation.listenerArn(), colors);
  addKeepWarm(stack, service, colors);
  for (const color of colors) addAlarms(stack, service, color, foundation.loadBalancerSuffix);
  addServiceOutputs(stack, colors, rules);
  return stack;
}

function addServiceOutputs(stack: TerraformStack, colors: readonly ColorResources[], rules: Rules): void {
  const byColor = (value: (color: ColorResources) => string): Record<string, string> =>
    Object.fromEntries(colors.map((resources) => [resources.color, value(resources)]));
  addOutputs(stack, {
    rule_arns: Object.fromEntries([...rules].map(([role, rule]) => [role, rule.arn])),
    target_group_arns: byColor(({ targetGroup }) => targetGroup.arn),
    function_names: byColor(({ fn }) => fn.functionName),
    alias_arns: byColor(({ alias }) => alias.arn),
  });
}
