// One PutMetricData call in AWS JSON 1.0, by hand: a client of the SDK would be the only thing that it is needed for.
import type { Batch } from './data';

const ANSWER_MS = 5000;

/** Puts a batch into the CloudWatch of an emulator. Rejects when it is not accepted, with what was said. */
export async function putMetricData(url: string, region: string, batch: Batch): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      // An emulator does not check signatures, but reads service and region in what they sign.
      authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20260101/${region}/monitoring/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(batch),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`PutMetricData: status ${answer.status}: ${said.slice(0, 300)}`);
}
