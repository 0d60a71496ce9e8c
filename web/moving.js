// Puts pictures into one animated WebP: https://developers.google.com/speed/webp/docs/riff_container.

// moving returns the file of frames, each a PNG and how many milliseconds it stands. The page's browser encodes them.
export async function moving(page, frames, { width, height }) {
  const parts = [];
  for (const { png, milliseconds } of frames) {
    const still = Buffer.from(await page.evaluate(encode, png.toString('base64')), 'base64');
    // Behind the head of the file, 12 bytes, stand its chunks; a frame takes those of the picture alone.
    const image = chunks(still.subarray(12)).filter((c) => ['ALPH', 'VP8 ', 'VP8L'].includes(c.name)).map((c) => chunk(c.name, c.data));
    const head = Buffer.alloc(16);
    head.writeUIntLE(width - 1, 6, 3);
    head.writeUIntLE(height - 1, 9, 3);
    head.writeUIntLE(milliseconds, 12, 3);
    head[15] = 2; // each frame replaces the one before, without blending
    parts.push(chunk('ANMF', Buffer.concat([head, ...image])));
  }
  const canvas = Buffer.alloc(10);
  canvas[0] = 2; // it moves
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const endless = Buffer.from([255, 255, 255, 255, 0, 0]); // white behind, without an end
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', canvas), chunk('ANIM', endless), ...parts]));
}

// encode runs in the page: it returns a picture as WebP, both in base64.
async function encode(png) {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', 0.75).split(',')[1];
}

function chunk(name, data) {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function chunks(data) {
  const all = [];
  for (let at = 0; at < data.length;) {
    const length = data.readUInt32LE(at + 4);
    all.push({ name: data.toString('latin1', at, at + 4), data: data.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return all;
}
