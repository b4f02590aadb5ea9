// Terraform as ctl uses it: synthesise, plan, guard, apply.
export { findUnchanged, recordApplied, recordEmptyPlan, withdrawRecord } from './applied';
export { applyPlan } from './apply';
export { findTerraform } from './binary';
export type { Binary } from './binary';
export { guard } from './guard';
export { planStack } from './plan';
export { synth } from './synth';
export type { GuardRule, GuardVerdict, PlanAction, ResourceChange, StackFolder, StackPlan, Violation } from './types';
