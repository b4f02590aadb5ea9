// An action of the AWS Query protocol, as ELBv2 and STS implement it.
import type { Params } from './params';
import type { ControlPlaneContext } from './context';

/** Takes the request's parameters and returns the content of its result element. */
export type QueryAction = (context: ControlPlaneContext, params: Params) => object;
