import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type CuttingProxy = {
  url: string;
  /// Lets `parts` uploads of a part through, then cuts the next one after `bytes` of it and answers nobody until `mend`.
  cutAfter(parts: number, bytes: number): void;
  mend(): void;
  close(): Promise<void>;
};

/// A wire between browser and server that can be cut in the middle of a request.
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const wires = new Set<Socket>();
  let plan: { parts: number; bytes: number } | undefined;
  let down = false;

  const server = createServer((near) => {
    if (down) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const wire of [near, far]) {
      wires.add(wire);
      wire.on('error', () => wire.destroy());
      wire.on('close', () => wires.delete(wire));
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    far.on('data', (data) => near.write(data));
    near.on('data', (data) => far.write(shortened(data)));
  });

  /// What may still pass of what the browser sends.
  function shortened(data: Buffer): Buffer {
    const at = plan ? data.indexOf('PATCH /uploads/') : -1;
    if (!plan || at < 0) return data;
    if (plan.parts-- > 0) return data;
    const upTo = data.indexOf('\r\n\r\n', at) + 4 + plan.bytes;
    plan = undefined;
    down = true;
    setImmediate(() => wires.forEach((wire) => wire.destroy()));
    return data.subarray(0, upTo);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: (parts, bytes) => void (plan = { parts, bytes }),
    mend: () => void (down = false),
    close: () =>
      new Promise((resolve) => {
        wires.forEach((wire) => wire.destroy());
        server.close(() => resolve());
      }),
  };
}
