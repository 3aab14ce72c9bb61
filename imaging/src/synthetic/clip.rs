/// A clip that has every part of one and shows nothing: a WebM of two frames, the second after `milliseconds`, filled to
/// about `bytes` with invented data. Its title says "Made by a camera", which cleaning takes away.
pub fn clip(milliseconds: u64, bytes: usize) -> Vec<u8> {
    let scale = element(&[0x2A, 0xD7, 0xB1], &1_000_000_u32.to_be_bytes());
    let info = element(&[0x15, 0x49, 0xA9, 0x66], &[scale, element(&[0x7B, 0xA9], b"Made by a camera")].concat());
    let track = [element(&[0xD7], &[1]), element(&[0x83], &[1]), element(&[0x86], b"V_VP8")].concat();
    let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &track));
    let cluster = |at: u64, frame: &[u8]| {
        let block = [&[0x81, 0, 0, 0x80], frame].concat();
        element(&[0x1F, 0x43, 0xB6, 0x75], &[element(&[0xE7], &at.to_be_bytes()), element(&[0xA3], &block)].concat())
    };
    let frame: Vec<u8> = (0..bytes).map(|place| (place * 31 % 251) as u8).collect();
    let segment = [info, tracks, cluster(0, &frame), cluster(milliseconds, b"end")].concat();
    let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
    [head, element(&[0x18, 0x53, 0x80, 0x67], &segment)].concat()
}

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &(body.len() as u64 | 1 << 56).to_be_bytes(), body].concat()
}
