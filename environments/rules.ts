// The named rules between the fields of an environment. Each is pure: an environment in, findings out.
import { candidateForNobody, ipsWrittenTwice, roomForHeader, roomForIps, slotsForIps } from './rules/canary';
import { activeCode, entryOfPackages, entryUnusedByImages, oneKindOfCode, trafficWithoutCode } from './rules/code';
import { familyNames, familyUsedTwice, loadBalancerName } from './rules/names';
import { customMetricsNeedCloudWatch, customMetricsOfColors } from './rules/metrics';
import { networkOfFunctions, existingNetwork } from './rules/network';
import { priorityBelowOne, priorityOverlap } from './rules/priorities';
import {
  rulesPerLoadBalancer,
  targetGroupsPerLoadBalancer,
  variablesPerFunction,
  wildcardsPerRule,
} from './rules/quotas';
import { claimedTwice, hostnames, paths, routeMissing } from './rules/routes';
import { busesOfSandbox, freezesEnd, hookTimeouts, requiresAnother, stepsAreJudged } from './rules/rollout';
import { images, s3Packages } from './rules/sources';
import { awsNeeds, regionsAgree, sandboxHasNoLayers, sandboxPorts, sandboxRuns } from './rules/target';
import type { Finding } from './finding';
import type { Environment } from './schema';

/** Everything that must hold between fields, by name. */
export const RULES: Readonly<Record<string, (environment: Environment) => readonly Finding[]>> = {
  awsNeeds,
  regionsAgree,
  sandboxRuns,
  sandboxHasNoLayers,
  sandboxPorts,
  existingNetwork,
  networkOfFunctions,
  loadBalancerName,
  familyNames,
  familyUsedTwice,
  priorityBelowOne,
  priorityOverlap,
  routeMissing,
  hostnames,
  paths,
  claimedTwice,
  roomForIps,
  roomForHeader,
  slotsForIps,
  ipsWrittenTwice,
  candidateForNobody,
  activeCode,
  trafficWithoutCode,
  oneKindOfCode,
  images,
  s3Packages,
  entryOfPackages,
  entryUnusedByImages,
  rulesPerLoadBalancer,
  targetGroupsPerLoadBalancer,
  wildcardsPerRule,
  variablesPerFunction,
  requiresAnother,
  stepsAreJudged,
  customMetricsOfColors,
  customMetricsNeedCloudWatch,
  freezesEnd,
  hookTimeouts,
  busesOfSandbox,
};

/** The findings of all rules. */
export const checkRules = (environment: Environment): Finding[] =>
  Object.values(RULES).flatMap((rule) => rule(environment));
