// A PutMetricData call in AWS JSON 1.0. The SDK has a client for it, but nothing else here needs that client.
import type { Batch } from './data';

const ANSWER_MS = 5000;

/** Puts a batch into the CloudWatch of an emulator. Rejects with the answer when it is not accepted. */
export async function putMetricData(url: string, region: string, batch: Batch): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      // An emulator does not check signatures, but it reads service and region from the credential scope.
      authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20260101/${region}/monitoring/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(batch),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`PutMetricData: status ${answer.status}: ${body.slice(0, 300)}`);
}
