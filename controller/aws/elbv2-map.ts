// Rules as the ELBv2 API writes them and as routing does, in both directions. Pure.
export * from './elbv2-input';
export * from './elbv2-observed';
