// The type of ALB's events, as @types/aws-lambda describes them, of which nothing may be changed.
import type { ALBEvent } from 'aws-lambda';

type Unchanging<T> = T extends object ? { readonly [Key in keyof T]: Unchanging<T[Key]> } : T;

/** An event that a Lambda function gets from an Application Load Balancer. */
export type AlbEvent = Unchanging<ALBEvent>;
