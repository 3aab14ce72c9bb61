import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Text = { to: string; body: string };

/// A counterpart that answers as GOV.UK Notify does, and keeps what it was sent.
export type Notify = { env: Record<string, string>; texts: Text[]; close(): Promise<void> };

const service = '8c1d7d1c-31b8-4a0e-8a3c-0d3f3a1f7e01';
const secret = '4f1d2f3a-9f0c-4b56-8d5e-2f9a7b6c5d4e';
const template = '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9';

export async function startNotify(): Promise<Notify> {
  const texts: Text[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      const answer = (status: number, json: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      };
      if (!request.headers.authorization?.startsWith('Bearer ')) return answer(403, { errors: [{ error: 'AuthError', message: '' }] });
      if (request.method === 'GET') return answer(200, { notifications: [], links: {} });
      const { phone_number, personalisation, reference } = JSON.parse(body);
      texts.push({ to: phone_number, body: personalisation.message });
      answer(201, { id: crypto.randomUUID(), reference, content: {}, uri: '', template: {} });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    texts,
    env: {
      SKINLINK_NOTIFY_URL: `http://127.0.0.1:${port}`,
      SKINLINK_NOTIFY_API_KEY: `first_day-${service}-${secret}`,
      SKINLINK_NOTIFY_TEMPLATE: template,
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
